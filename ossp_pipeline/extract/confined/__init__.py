"""Work on what others made, each piece in a child process of its own that has little memory and time.

work      asks for a piece of work and waits for what it found; the rest of the program calls nothing else here
carrying  sends a child what it reads, and takes the table that it makes
server    one process that has imported the readers, and has a new child ready for each piece of work
child     the child: limits itself, works, says what it found, and ends
limits    what a child may use

A file can be built to use up memory or time, or to attack a parser. The child has none of our environment, so it knows
no setting and not where the keys are. What it prints goes nowhere, because it may quote the file. What it may write is
limited to what its work asks for: of most work, nothing. It ends when the program that asked ends, however that ends.
"""
