"""What an app process holds, and how it reaches open pages."""
