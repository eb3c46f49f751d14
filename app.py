"""The web page's entry: which pages there are. Run: evidence-search serve (or: streamlit run app.py)."""

from pathlib import Path

import streamlit as st

from app_pages import access

PAGES = [
    st.Page("app_pages/search.py", title="Search", default=True),
    st.Page("app_pages/study.py", title="Study", url_path="study"),
    st.Page("app_pages/patient.py", title="Ask for a patient", url_path="patient"),
    st.Page("app_pages/library.py", title="Library", url_path="library"),
    st.Page("app_pages/sentence.py", title="Find this sentence", url_path="sentence"),
    st.Page("app_pages/glance.py", title="Evidence at a glance", url_path="glance"),
    st.Page("app_pages/basket.py", title="Basket", url_path="basket"),
    st.Page("app_pages/about.py", title="About", url_path="about"),
]

# A file of ours: Streamlit fetches icons named by a word from a font service, and nothing here may open a connection.
ICON = Path(__file__).parent / "app_pages" / "icon.png"

st.set_page_config(page_title="Evidence Search", page_icon=ICON, layout="centered")
access.gate()  # before any page: where the server asks for sign-in, nothing is drawn for who is not on the list
# The menu is drawn by `app_pages.common.header`, with real links: Streamlit's own lose the search when one goes back.
st.navigation(PAGES, position="hidden").run()
