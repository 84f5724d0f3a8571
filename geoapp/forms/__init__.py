"""What pages read: forms that refuse bad input in words the user can act on."""
