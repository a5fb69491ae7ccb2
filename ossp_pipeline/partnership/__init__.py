"""The facts of one partnership: what people decide, agree or write down, apart from the code.

contract   what a table of a partnership folder promises
facts      the tables there are; measure_facts: those about measures
forms      what cells may look like, in words
read       the folder's files as typed tables, with everything that is wrong in them
check      what no single column can say: rows that contradict each other or name what is nowhere
           with categories (what measures may count) and problems (what is wrong, in words)
classes    what each figure of the public edition counts, and why; signing: who answers for that
suppliers  who sends each feed here
areas      the partnerships of England and Wales
start      a folder for one of them
exchange   the folder as a workbook, out and back: workbook (written), sheets (read), compare (what changed)
adopt      the facts of an installation from before the folder: old_layout (tables), old_settings
folder     all files of a change or none, and its history

The files are checked like deliveries at every refresh. What is true of every partnership (codes, statutory lists, the
definitions of measures) is no fact of one, and stays in `dbt_project/seeds`.
"""
