"""Both ends of the viewer: what Python packs, and in js/ and css/ what browsers run. No torch, no Streamlit."""
