"""What is asked for: settings, configs and links, as plain values. No torch, no Plotly, no Streamlit."""
