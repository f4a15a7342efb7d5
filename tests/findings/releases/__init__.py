"""What phones of each release sent, word for word. Old phones keep working for a year, so each is sent again for ever."""
