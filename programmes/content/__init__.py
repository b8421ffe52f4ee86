"""The real content: read from readable files in `fixtures/`, compared with the database, and written where it differs.

`files` reads TOML and complains with place and remedy; `rows` is what the files ask for, put together by
`reference`, `partnerships` and `plans`; `load` compares and writes as one change set.
"""
