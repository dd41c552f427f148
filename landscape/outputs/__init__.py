"""What was found: frozen dataclasses of read-only arrays, and reading npz files. No torch, no Plotly, no Streamlit."""
