"""The web page's entry: which pages there are. Run: evidence-search serve (or: streamlit run app.py)."""

import streamlit as st

PAGES = [
    st.Page("app_pages/search.py", title="Search", default=True),
    st.Page("app_pages/study.py", title="Study", url_path="study"),
    st.Page("app_pages/about.py", title="About", url_path="about"),
]

st.set_page_config(page_title="Evidence Search", page_icon=":material/manage_search:", layout="centered")
# The menu is drawn by `app_pages.common.header`, with real links: Streamlit's own lose the search when one goes back.
st.navigation(PAGES, position="hidden").run()
