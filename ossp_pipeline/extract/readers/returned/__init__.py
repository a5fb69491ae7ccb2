"""From a file somebody sent to plain cells. Only `limited` is for the rest of the program: it starts the child process
in which everything else here runs, because a workbook can be made to eat memory, time or trust."""
