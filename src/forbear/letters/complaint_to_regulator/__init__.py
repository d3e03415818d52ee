"""A complaint to a body of the place about collectors, from the audit of the case, with what that body asks for."""
