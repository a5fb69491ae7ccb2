"""The data pipeline of a Community Safety Partnership: from deliveries to one published, checked release."""
