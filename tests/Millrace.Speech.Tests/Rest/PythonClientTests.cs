using Millrace.Speech.Tests.Serving;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Rest;

/// <summary>The clients that load tests and users of such services are written with: Python's websocket-client and requests.</summary>
public sealed class PythonClientTests
{
    private const string Script = """
        import base64, json, sys
        import requests, websocket
        host = sys.argv[1].rstrip("/")
        assert requests.get(host + "/v1/health").json()["status"] == "ok"
        ws = websocket.create_connection(host.replace("http://", "ws://") + "/v1/transcribe/stream", timeout=60)
        start = json.loads(ws.recv())
        assert start["type"] == "session_start", start
        sessions = requests.get(host + "/v1/sessions").json()
        assert [s["session_id"] for s in sessions["sessions"]] == [start["session_id"]] and sessions["count"] == 1, sessions
        for chunk in [b"\0" * 640, b"\x01\x02" * 320, b"\0" * 1]:
            ws.send(json.dumps({"type": "audio", "data": base64.b64encode(chunk).decode("utf-8")}))
            reply = json.loads(ws.recv())
            assert reply["type"] == "partial" and isinstance(reply["text"], str), reply
        for text, code in [("not json", "INVALID_JSON"), (json.dumps({"type": "audio", "data": "!"}), "INVALID_AUDIO"), (json.dumps({"type": "what"}), "UNKNOWN_TYPE")]:
            ws.send(text)
            reply = json.loads(ws.recv())
            assert reply["type"] == "error" and reply["code"] == code, reply
        ws.send(json.dumps({"type": "stop"}))
        assert ws.recv() == "", "a close"
        ws.close()
        reply = requests.post(host + "/v1/transcribe", data=b"\x01\x02" * 8000, headers={"Content-Type": "application/octet-stream"})
        assert reply.status_code == 200 and set(reply.json()) >= {"text", "duration_ms"}, reply.text
        reply = requests.post(host + "/v1/transcribe", data=b"")
        assert reply.status_code == 400 and reply.json() == {"detail": "Empty audio data"}, reply.text
        metrics = requests.get(host + "/v1/sessions/metrics").json()
        assert metrics["total_sessions"] == 2 and isinstance(metrics["total_audio_duration_ms"], float), metrics
        assert requests.delete(host + "/v1/sessions/" + start["session_id"]).status_code == 404
        print("all well")
        """;

    [Fact(Timeout = 300_000)]
    public async Task Programs_in_Python_are_served_as_they_expect()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), "There is no /usr/bin/python3.");
        ProcessResult has = await RunningProcess.RunAsync(Python, ["-c", "import requests, websocket; websocket.create_connection"], TimeSpan.FromSeconds(120));
        Assert.SkipUnless(has.ExitCode == 0, "There is no python3-websocket, or no python3-requests.");
        await using ServerInTest server = await ServerInTest.StartAsync();

        ProcessResult result = await RunningProcess.RunAsync(Python, ["-c", Script, server.Address.ToString()], TimeSpan.FromSeconds(200));

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("all well", result.Output, StringComparison.Ordinal);
        await server.EmptyAsync();
    }
}
