"""The address bar: it always holds the link of what is asked for."""

import streamlit as st

from landscape.inputs.link import BESIDE_THE_SCENE


def write_address(texts: dict[str, str]) -> None:
    """Writes a link into the address where it is not there already; how the page is shown stays as it is.

    Args:
        texts: The link's parameters by name.
    """
    now = st.query_params.to_dict()
    wanted = texts | {name: text for name, text in now.items() if name in BESIDE_THE_SCENE}
    if now != wanted:
        st.query_params.from_dict(wanted)
