"""SMTP and IMAP with XOAUTH2 for server.py: a letter is taken and forgotten, and INBOX is empty."""
import base64
import re
import socketserver


class Mail(socketserver.StreamRequestHandler):
    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode("ascii"))

    def line(self):
        return self.rfile.readline().decode("ascii").rstrip("\r\n")

    def logged_in(self, protocol, answer):
        """Whether the client's answer, "user=NAME^Aauth=Bearer TOKEN^A^A", shows a good token."""
        text = base64.b64decode(answer).decode("ascii")
        found = re.fullmatch("user=([^\x01]*)\x01auth=(\\S+) ([^\x01]*)\x01\x01", text)
        scheme, token = (found.group(2), found.group(3)) if found else ("-", "-")
        good = self.server.allows(token)
        self.server.note(protocol, "-", 200 if good else 401, scheme, token)
        return good


REFUSAL = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode("ascii")


class Smtp(Mail):
    def handle(self):
        self.say("220 localhost ready")
        while True:
            command = self.line()
            verb = command[:4].upper()
            if verb == "EHLO":
                self.say("250-localhost", "250 AUTH XOAUTH2 PLAIN" if self.server.is_open
                         else "250 AUTH XOAUTH2")
            elif verb == "AUTH" and command[5:12].upper() == "XOAUTH2":
                answer = command[13:]
                if not answer:
                    self.say("334 ")
                    answer = self.line()
                if self.logged_in("SMTP", answer):
                    self.say("235 welcome")
                else:
                    self.say("334 " + REFUSAL)
                    self.line()
                    self.say("535 the token is not good")
            elif verb == "AUTH":
                self.server.note("SMTP", "-", 200, command.split(" ")[1], "-")
                self.say("235 welcome")
            elif verb == "DATA":
                self.say("354 go on")
                while self.line() != ".":
                    pass
                self.say("250 taken")
            elif verb in ("QUIT", ""):
                self.say("221 bye")
                return
            else:
                self.say("250 yes")


class Imap(Mail):
    def handle(self):
        offered = "AUTH=PLAIN" if self.server.is_open else "AUTH=XOAUTH2"
        capability = "CAPABILITY IMAP4rev1 SASL-IR " + offered
        self.say("* OK [" + capability + "] ready")
        while True:
            tag, _, command = self.line().partition(" ")
            verb = command.partition(" ")[0].upper()
            if verb in ("LOGOUT", ""):
                self.say("* BYE", tag + " OK bye")
                return
            if verb == "AUTHENTICATE":
                _, method, *answer = command.split(" ")
                if not answer:
                    self.say("+ ")
                    answer = [self.line()]
                if method.upper() == "PLAIN":
                    self.server.note("IMAP", "-", 200, "PLAIN", "-")
                elif not self.logged_in("IMAP", answer[0]):
                    # Some servers explain themselves first, as in SMTP. mbsync waits for ever then.
                    self.say(tag + " NO the token is not good")
                    continue
            elif verb == "CAPABILITY":
                self.say("* " + capability)
            elif verb == "LIST":
                self.say('* LIST () "/" INBOX')
            elif verb == "SELECT":
                self.say("* FLAGS (\\Seen)", "* 0 EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 1]",
                         "* OK [UIDNEXT 1]")
            self.say(tag + " OK done")


HANDLERS = {"smtp": Smtp, "imap": Imap}
