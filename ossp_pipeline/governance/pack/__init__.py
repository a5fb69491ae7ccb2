"""The governance pack: what an information governance lead asks for, written from the contracts and the dbt project.

lineage    which published tables and measures a landed personal column serves
documents  the documents, in Markdown
risks.csv  risks, what is done about each, and the test that shows it

The pack makes no legal claim of its own: it prints what the contracts say.
"""
