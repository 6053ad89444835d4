#!/usr/bin/python3
"""A Secret Service that behaves as it is told, for the states that no real keyring shows on demand.

usage: mock.py DIR WORD...

It owns org.freedesktop.secrets on the session bus, creates DIR/ready then, and writes a line for each
method that is called to DIR/calls. The words:

    item=CLIENT^SECRET[^NAME=VALUE...]  an item of profile demo at the origin given before; VALUE
                         replaces that attribute; an empty one leaves it out;
                         locked=yes is no attribute, but locks the item alone
    origin=URL           of the items that follow
    locked, hashed       the collection is locked; it keeps the attributes of its items to itself
    no-collection        there is none
    no-default           no collection has the alias default
    prompt=grant|dismiss|hang|deaf|gone|garbage|stay   what comes of a prompt; it takes back one that
                         hangs, and nothing stops one that is deaf; stay: it was no use
    always-prompt        creating and deleting need a prompt, as in KeePassXC
    liar                 a search finds every item
    hang=METHOD          no answer to it
    slow=METHOD^MS       a late answer; * is every method
    error=METHOD[^NAME]  a D-Bus error
    echo                 such an error says the secret that it was given
    garbage=METHOD       an answer of another type
    gone=METHOD          ends when it is called
    session=PATH         the session that secrets are said to be encoded for
"""
import os
import sys
import traceback

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
from gi.repository import GLib

ROOT = "/org/freedesktop/secrets"
COLLECTION = ROOT + "/collection/one"
SESSION = ROOT + "/session/1"
PROMPT = ROOT + "/prompt/1"
SECRET = "org.freedesktop.Secret."
SCHEMA = "org.ccred.ClientSecret"

place = sys.argv[1]
flags, words, items = set(), {}, {}
origin = ""
serial = 0
waiting = None  # what a prompt that is granted does, and returns


def add(attributes, secret, label):
    global serial
    serial += 1
    path = "%s/%d" % (COLLECTION, serial)
    items[path] = {"attributes": attributes, "secret": secret, "label": label,
                   "locked": attributes.pop("locked", "") == "yes"}
    return path


for word in sys.argv[2:]:
    name, equals, value = word.partition("=")
    if name == "origin":
        origin = value
    elif name == "item":
        client, secret, *others = value.split("^")
        attributes = {"profile": "demo", "origin": origin, "client-id": client, "xdg:schema": SCHEMA}
        for other in others:
            key, _, text = other.partition("=")
            attributes[key] = text
        attributes.setdefault("issuer", attributes["origin"])
        add({k: v for k, v in attributes.items() if v != ""}, secret.encode(), "an item")
    elif equals:
        words[name], _, argument = value.partition("^")
        words[name + "-argument"] = argument
    else:
        flags.add(word)

locked = "locked" in flags


def wanted(name, method):
    return words.get(name) in (method, "*")


def properties(path):
    if path == ROOT:
        paths = [] if "no-collection" in flags else [COLLECTION]
        return {"Collections": dbus.Array(paths, "o")}
    common = {"Locked": dbus.Boolean(locked), "Created": dbus.UInt64(1), "Modified": dbus.UInt64(1)}
    if path == COLLECTION:
        return {"Items": dbus.Array(items, "o"), "Label": "One", **common}
    item = items[path]
    common["Locked"] = dbus.Boolean(locked or item["locked"])
    attributes = item["attributes"]
    if locked and "hashed" in flags:
        attributes = {"hashed:" + name: "0" for name in attributes}
    return {"Label": item["label"], "Attributes": dbus.Dictionary(attributes, "ss"), **common}


def search(asked):
    found = [p for p, i in items.items()
             if "liar" in flags or asked.items() <= i["attributes"].items()]
    shut = [p for p in found if locked or items[p]["locked"]]
    return [p for p in found if p not in shut], shut


def encode(path):
    session = words.get("session", SESSION)
    secret = items[path]["secret"]
    return (dbus.ObjectPath(session), dbus.ByteArray(b""), dbus.ByteArray(secret), "text/plain")


def decode(secret):
    return bytes(bytearray(secret[2]))


def unlock(paths):
    global locked
    if words["prompt"] != "stay":
        locked = False
        for path in paths:
            items.get(path, {})["locked"] = False
    return dbus.Array(paths, "o", variant_level=1)


def create(given, secret):
    attributes = {str(k): str(v) for k, v in given[SECRET + "Item.Attributes"].items()}
    path = add(attributes, decode(secret), str(given[SECRET + "Item.Label"]))
    return dbus.ObjectPath(path, variant_level=1)


def delete(path):
    del items[path]
    return dbus.String("", variant_level=1)


def prompt_for(action, *arguments):
    global waiting
    waiting = lambda: action(*arguments)
    return PROMPT


def completed(message, dismissed, result):
    signal = dbus.lowlevel.SignalMessage(PROMPT, SECRET + "Prompt", "Completed")
    if words["prompt"] == "garbage":
        signal.append("garbage", signature="s")
    else:
        signal.append(dismissed, result, signature="bv")
    bus.send_message(signal)
    return "", []


def prompt(message):
    how = words.get("prompt")
    if how == "gone":
        os._exit(0)
    if how in ("hang", "deaf"):
        return "", []
    if how == "dismiss":
        return completed(message, True, dbus.String("", variant_level=1))
    return completed(message, False, waiting())


def dismiss(message):
    if words.get("prompt") == "deaf":
        return None
    return completed(message, True, dbus.String("", variant_level=1))


def call(message, method, arguments):
    """The signature and the values of the answer; None: there is none."""
    path = message.get_path()
    if method == "GetAll":
        return "a{sv}", [properties(path)]
    if method == "OpenSession":
        if arguments[0] != "plain":
            raise ValueError("org.freedesktop.DBus.Error.NotSupported")
        return "vo", [dbus.String("", variant_level=1), SESSION]
    if method == "SearchItems":
        return "aoao", list(search(arguments[0]))
    if method == "ReadAlias":
        return "o", ["/" if "no-default" in flags else COLLECTION]
    if method == "Unlock":
        return "aoo", [dbus.Array([], "o"), prompt_for(unlock, arguments[0])]
    if method == "GetSecret":
        return "(oayays)", [encode(path)]
    if method == "GetSecrets":
        return "a{o(oayays)}", [{p: encode(p) for p in arguments[0]}]
    if method == "SetSecret":
        items[path]["secret"] = decode(arguments[0])
        return "", []
    if method == "CreateItem":
        if "always-prompt" in flags:
            return "oo", ["/", prompt_for(create, arguments[0], arguments[1])]
        return "oo", [create(arguments[0], arguments[1]), "/"]
    if method == "CreateCollection":
        return "oo", ["/", prompt_for(lambda: dbus.ObjectPath(COLLECTION, variant_level=1))]
    if method == "Delete":
        if "always-prompt" in flags:
            return "o", [prompt_for(delete, path)]
        delete(path)
        return "o", ["/"]
    if method == "Prompt":
        return prompt(message)
    if method == "Dismiss":
        return dismiss(message)
    raise ValueError("org.freedesktop.DBus.Error.UnknownMethod")


def answer(message, method):
    if wanted("garbage", method):
        reply = dbus.lowlevel.MethodReturnMessage(message)
        reply.append("garbage", 7, signature="su")
    else:
        try:
            if wanted("error", method):
                raise ValueError(words["error-argument"] or "org.freedesktop.DBus.Error.Failed")
            result = call(message, method, message.get_args_list())
            if result is None:
                return False
            reply = dbus.lowlevel.MethodReturnMessage(message)
            if result[0]:
                reply.append(*result[1], signature=result[0])
        except ValueError as error:
            text = "as it was told"
            if "echo" in flags and wanted("error", method):
                text += " about " + decode(message.get_args_list()[1]).decode()
            reply = dbus.lowlevel.ErrorMessage(message, str(error), text)
    bus.send_message(reply)
    return False


def take(_, message):
    if not isinstance(message, dbus.lowlevel.MethodCallMessage):
        return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
    method = message.get_member()
    with open(place + "/calls", "a") as calls:
        calls.write("%s %s\n" % (method, message.get_path()))
    if wanted("gone", method):
        os._exit(0)
    if wanted("hang", method):
        return dbus.lowlevel.HANDLER_RESULT_HANDLED
    if wanted("slow", method):
        GLib.timeout_add(int(words["slow-argument"]), answer, message, method)
    else:
        try:
            answer(message, method)
        except Exception:
            traceback.print_exc()  # dbus would hide a fault of our own
    return dbus.lowlevel.HANDLER_RESULT_HANDLED


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus(private=True)
bus.add_message_filter(take)
bus.request_name("org.freedesktop.secrets")
open(place + "/ready", "w").close()
GLib.MainLoop().run()
