"""A BitTorrent client that finds peers through its tracker only: client.py TORRENT FOLDER ADDRESS

Prints one line of JSON for each thing that happens, and runs until its standard input ends.
"""
import json
import select
import sys

import libtorrent as lt


def say(**words):
    print(json.dumps(words), flush=True)


def main(torrent, folder, address):
    bracketed = f"[{address}]" if ":" in address else address
    session = lt.session({
        "listen_interfaces": f"{bracketed}:0",
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_outgoing_utp": False,
        "enable_incoming_utp": False,
        "allow_multiple_connections_per_ip": True,
        "min_reconnect_time": 1,
        "alert_mask": int(lt.alert.category_t.tracker_notification) | int(lt.alert.category_t.status_notification) | int(lt.alert.category_t.error_notification),
    }, 0)
    info = lt.torrent_info(torrent)
    handle = session.add_torrent({"ti": info, "save_path": folder})
    done = False
    while True:
        session.wait_for_alert(200)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.tracker_reply_alert):
                say(event="reply", peers=alert.num_peers)
            elif isinstance(alert, lt.tracker_error_alert):
                say(event="tracker-error", text=alert.message())
            elif isinstance(alert, (lt.file_error_alert, lt.listen_failed_alert)):
                say(event="error", text=alert.message())
        status = handle.status()
        if status.is_seeding and not done:
            done = True
            say(event="complete", payload=status.total_payload_download)
        if select.select([sys.stdin], [], [], 0)[0] and not sys.stdin.read(1):
            return


main(*sys.argv[1:])
