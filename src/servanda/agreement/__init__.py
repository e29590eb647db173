"""The agreement: from the file that a mediator reads aloud to the tables of duties."""
