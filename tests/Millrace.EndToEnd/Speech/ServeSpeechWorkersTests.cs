using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Speech;

/// <summary>Several workers behind one port, over real processes and signals. So many connections that all on one worker would be a chance of one in eight million.</summary>
public sealed class ServeSpeechWorkersTests : IDisposable
{
    private const int Many = 24;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public ServeSpeechWorkersTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "--workers needs SO_REUSEPORT as Linux has it");

    [Fact]
    public async Task The_ready_line_names_the_workers_and_every_worker_tells_of_all_sessions()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);
        Assert.Equal(2, served.Workers.Distinct().Count());
        Assert.DoesNotContain(served.Process.Id, served.Workers);
        SpeechTalk[] talks = await TalkAsync(served);

        for (int i = 0; i < 6; i++)
        {
            // Each over a new connection, so that both answer.
            JsonElement list = await served.UntilAsync("/v1/sessions", answer => answer.GetProperty("count").GetInt32() == Many);
            Assert.Equal(talks.Select(talk => talk.Session).Order(), list.GetProperty("sessions").EnumerateArray().Select(row => row.GetProperty("session_id").GetGuid()).Order());
            JsonElement health = await served.UntilAsync("/v1/health", answer => answer.GetProperty("active_sessions").GetInt32() == Many);
            Assert.Equal(2, health.GetProperty("workers").GetInt32());
            await served.UntilAsync("/v1/sessions/metrics", answer => answer.GetProperty("active_sessions").GetInt32() == Many && answer.GetProperty("total_chunks").GetInt64() == Many);
        }

        await EndAsync(talks);
    }

    [Fact]
    public async Task A_session_is_deleted_whichever_worker_is_asked()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);
        SpeechTalk[] talks = await TalkAsync(served);

        // One connection, so one worker: about half of the sessions are the other one's.
        foreach (SpeechTalk talk in talks)
        {
            using HttpResponseMessage answer = await _http.DeleteAsync(new Uri(served.Address, $"/v1/sessions/{talk.Session}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("SESSION_CLOSING", (await talk.LastAsync())?.GetProperty("code").GetString());
        }

        HttpStatusCode nobody = HttpStatusCode.ServiceUnavailable;
        for (int i = 0; i < 20 && nobody == HttpStatusCode.ServiceUnavailable; i++) // which only says that the other worker was slow
        {
            using HttpResponseMessage answer = await _http.DeleteAsync(new Uri(served.Address, $"/v1/sessions/{Guid.Empty}"), TestContext.Current.CancellationToken);
            nobody = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.NotFound, nobody);
        await EndAsync(talks);
    }

    [Fact]
    public async Task A_worker_that_is_killed_takes_its_own_sessions_with_it_and_no_other()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);
        SpeechTalk[] talks = await TalkAsync(served);

        Kill(served.Workers[0]);

        (SpeechTalk[] cut, SpeechTalk[] whole) = await TalkOnAsync(talks);
        Assert.NotEmpty(cut);
        Assert.NotEmpty(whole);
        JsonElement workers = await served.UntilAsync("admin:/workers", answer => Both(answer) && Restarts(answer) == 1);
        Assert.Equal(served.Workers[1], workers.GetProperty("workers")[1].GetProperty("pid").GetInt32());
        Assert.NotEqual(served.Workers[0], workers.GetProperty("workers")[0].GetProperty("pid").GetInt32());
        (cut, _) = await TalkOnAsync(whole);
        Assert.Empty(cut);

        // The one that was started again takes its share, and tells of all.
        SpeechTalk[] more = await TalkAsync(served);
        await served.UntilAsync("/v1/sessions", answer => answer.GetProperty("count").GetInt32() == whole.Length + Many);
        await served.UntilAsync("admin:/stats.json", answer => answer.GetProperty("workersSilent").GetInt32() == 0);
        Assert.Contains("signal 9", served.Process.Error, StringComparison.Ordinal);
        await EndAsync([.. talks, .. more]);
    }

    [Fact]
    public async Task A_recogniser_that_takes_its_process_down_costs_that_workers_sessions_alone()
    {
        // As a fault in a native recogniser would: the process ends by a signal, in the middle of a word.
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2", "--fault", "die", "--fault-share", "0.02"]);
        List<SpeechTalk> talks = [];
        bool isCut = false;
        while (!isCut)
        {
            try
            {
                SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream);
                talks.Add(talk);
                isCut = await talk.SayAsync() is null;
            }
            catch (Exception e) when (e is WebSocketException or InvalidOperationException)
            {
                isCut = true; // it came just when its worker went
            }
        }

        await served.UntilAsync("admin:/workers", answer => Both(answer) && Restarts(answer) > 0);
        Assert.NotEmpty((await TalkOnAsync([.. talks])).Whole);
        Assert.Equal("ok", (await served.GetAsync("/v1/health")).GetProperty("status").GetString());
        Assert.Contains("started again", served.Process.Error, StringComparison.Ordinal);
        await EndAsync([.. talks]);
    }

    [Fact]
    public async Task A_worker_that_stands_still_is_left_out_and_said_to_be_missing()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2", "--drain", "1s"]);
        SpeechTalk[] talks = await TalkAsync(served);
        Signal(served.Workers[0], "STOP");
        try
        {
            // New connections that the kernel gives to the stopped worker wait; one of several is answered by the other.
            using HttpClient hasty = new() { Timeout = TimeSpan.FromSeconds(10) };
            JsonElement list = await AnyAsync(hasty, new Uri(served.Address, "/v1/sessions"));
            Assert.Equal(1, list.GetProperty("workers_silent").GetInt32());
            Assert.InRange(list.GetProperty("count").GetInt32(), 1, Many - 1);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AnyDeletionAsync(hasty, new Uri(served.Address, $"/v1/sessions/{Guid.Empty}")));
            JsonElement health = await AnyAsync(hasty, new Uri(served.Address, "/v1/health"));
            Assert.Equal(1, health.GetProperty("workers_silent").GetInt32());
            Assert.Contains("\"workersSilent\": 1", await served.AdminAsync("/stats.json"), StringComparison.Ordinal);
        }
        finally
        {
            Signal(served.Workers[0], "CONT");
        }

        await served.UntilAsync("/v1/sessions", answer => answer.GetProperty("count").GetInt32() == Many);
        await EndAsync(talks);
    }

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task A_signal_to_the_supervisor_drains_every_worker(ProcessSignal signal)
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);
        SpeechTalk[] talks = await TalkAsync(served);

        Task<int> end = served.StopAsync(signal);

        foreach (SpeechTalk talk in talks)
        {
            Assert.Equal("SESSION_CLOSING", (await talk.LastAsync())?.GetProperty("code").GetString());
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, talk.Closed);
        }

        Assert.Equal(0, await end);
        Assert.DoesNotContain(served.Workers, ServedSpeechProcess.IsAlive);
        Assert.Empty(Directory.EnumerateDirectories(served.Temp, "millrace-speech-*"));
        Assert.DoesNotContain("started again", served.Process.Error, StringComparison.Ordinal);
        await EndAsync(talks);
    }

    [Fact]
    public async Task A_supervisor_that_is_killed_takes_its_workers_with_it()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);
        SpeechTalk[] talks = await TalkAsync(served);

        Kill(served.Process.Id);

        foreach (SpeechTalk talk in talks)
        {
            await talk.LastAsync();
        }

        foreach (int worker in served.Workers)
        {
            await Eventually.TrueAsync(() => !ServedSpeechProcess.IsAlive(worker), $"the end of worker {worker}");
        }

        Assert.Empty(Directory.EnumerateDirectories(served.Temp, "millrace-speech-*"));
        await EndAsync(talks);
    }

    [Fact]
    public async Task Metrics_of_all_workers_are_on_the_supervisors_admin_address()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);

        string metrics = await served.AdminAsync("/metrics");

        foreach (string worker in (string[])["0", "1", "supervisor"])
        {
            Assert.Contains($"worker=\"{worker}\"", metrics, StringComparison.Ordinal);
        }

        Assert.Contains("millrace_workers_serving{worker=\"supervisor\"} 2", metrics, StringComparison.Ordinal);
        Assert.Equal(metrics.Split('\n').Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)), metrics.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Distinct().Count());
        Assert.Contains("workers 2 of 2", await served.AdminAsync("/readyz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_can_enter_the_folder_of_the_sockets()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--workers", "2"]);

        string folder = Assert.Single(Directory.EnumerateDirectories(served.Temp, "millrace-speech-*"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder));
    }

    public void Dispose() => _http.Dispose();

    private static async Task<SpeechTalk[]> TalkAsync(ServedSpeechProcess served)
    {
        SpeechTalk[] talks = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => SpeechTalk.BeginAsync(served.Stream)));
        foreach (JsonElement? answer in await Task.WhenAll(talks.Select(talk => talk.SayAsync())))
        {
            Assert.Equal("partial", answer?.GetProperty("type").GetString());
        }

        return talks;
    }

    // Ten chunks each; who is cut is told from who is answered every time.
    private static async Task<(SpeechTalk[] Cut, SpeechTalk[] Whole)> TalkOnAsync(SpeechTalk[] talks)
    {
        bool[] whole = await Task.WhenAll(talks.Select(async talk =>
        {
            for (int i = 0; i < 10; i++)
            {
                if (await talk.SayAsync() is not { } answer)
                {
                    Assert.Equal(0, i); // it was cut at once, and not in the middle of a talk that went on
                    return false;
                }

                Assert.Equal("partial", answer.GetProperty("type").GetString());
            }

            return true;
        }));
        return ([.. talks.Where((_, index) => !whole[index])], [.. talks.Where((_, index) => whole[index])]);
    }

    private static async Task<JsonElement> AnyAsync(HttpClient http, Uri page)
    {
        Task<string>[] asked = [.. Enumerable.Range(0, Many).Select(async _ =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, page);
            request.Headers.ConnectionClose = true;
            using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        })];
        await foreach (Task<string> each in Task.WhenEach(asked))
        {
            if (each.IsCompletedSuccessfully)
            {
                return JsonSerializer.Deserialize<JsonElement>(await each);
            }
        }

        throw new TimeoutException("nobody answered");
    }

    private static async Task<HttpStatusCode> AnyDeletionAsync(HttpClient http, Uri session)
    {
        Task<HttpStatusCode>[] asked = [.. Enumerable.Range(0, Many).Select(async _ =>
        {
            using HttpRequestMessage request = new(HttpMethod.Delete, session);
            request.Headers.ConnectionClose = true;
            using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        })];
        await foreach (Task<HttpStatusCode> each in Task.WhenEach(asked))
        {
            if (each.IsCompletedSuccessfully)
            {
                return await each;
            }
        }

        throw new TimeoutException("nobody answered");
    }

    private static async Task EndAsync(SpeechTalk[] talks)
    {
        foreach (SpeechTalk talk in talks)
        {
            await talk.DisposeAsync();
        }
    }

    private static bool Both(JsonElement answer) => answer.GetProperty("workers").EnumerateArray().All(worker => worker.GetProperty("serving").GetBoolean());

    private static int Restarts(JsonElement answer) => answer.GetProperty("workers").EnumerateArray().Sum(worker => worker.GetProperty("restarts").GetInt32());

    private static void Kill(int pid) => Signal(pid, "KILL");

    private static void Signal(int pid, string name)
    {
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("/bin/kill", [$"-{name}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
