"""The web page's entry: which pages there are. Run: evidence-search serve (or: streamlit run app.py)."""

from pathlib import Path

import streamlit as st

PAGES = [
    st.Page("app_pages/search.py", title="Search", default=True),
    st.Page("app_pages/study.py", title="Study", url_path="study"),
    st.Page("app_pages/about.py", title="About", url_path="about"),
]

# A file of ours: Streamlit fetches icons named by a word from a font service, and nothing here may open a connection.
ICON = Path(__file__).parent / "app_pages" / "icon.png"

st.set_page_config(page_title="Evidence Search", page_icon=ICON, layout="centered")
# The menu is drawn by `app_pages.common.header`, with real links: Streamlit's own lose the search when one goes back.
st.navigation(PAGES, position="hidden").run()
