"""Scripts that measure the program; docs/benchmarks.md says what each shows and keeps their last figures."""
