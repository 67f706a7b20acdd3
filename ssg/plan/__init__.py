"""Every output as a closed job: a Site and a Theme become Jobs that hold every value they will print."""
