"""Evidence Search: a clinic's own library of studies, searched by question, answered with cited passages."""
