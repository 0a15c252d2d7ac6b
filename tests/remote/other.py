"""A server for SFTP that is not OpenSSH's: it lets in by a password, and knows no more extensions than it is told.

python other.py PORT HOST_KEY USER PASSWORD password|questions [EXTENSION...]
"""

import asyncio
import sys

import asyncssh
from asyncssh.sftp import SFTPServerHandler

PORT, HOST_KEY, USER, PASSWORD, WAY, *KNOWN = sys.argv[1:]


class Door(asyncssh.SSHServer):
    """Asks for the password, or for answers to questions."""

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return WAY == "password"

    def validate_password(self, username, password):
        return (username, password) == (USER, PASSWORD)

    def kbdint_auth_supported(self):
        return WAY == "questions"

    def get_kbdint_challenge(self, username, lang, submethods):
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username, responses):
        return (username, responses) == (USER, [PASSWORD])


def forget_extensions():
    """Neither tells of what is not wanted nor does it."""
    known = {name.encode() for name in KNOWN}
    handlers = SFTPServerHandler._packet_handlers
    SFTPServerHandler._extensions = [one for one in SFTPServerHandler._extensions if one[0] in known]
    for name in [name for name in handlers if isinstance(name, bytes) and name not in known]:
        del handlers[name]


async def main():
    forget_extensions()
    await asyncssh.create_server(
        Door, "127.0.0.1", int(PORT), server_host_keys=[HOST_KEY], sftp_factory=True
    )
    await asyncio.get_running_loop().create_future()


asyncio.run(main())
