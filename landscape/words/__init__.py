"""Numbers in sentences: of a scene, of two, of a lesson; and the letters of runs. No torch, Plotly or Streamlit."""
