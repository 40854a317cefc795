namespace Millrace.Hosting.Tests;

public sealed class ReadyLineTests
{
    private static readonly ServerAddresses Addresses = new(("ws", "ws://127.0.0.1:40123/ws/"), ("tcp", "tcp://127.0.0.1:40125"));

    [Fact]
    public void Json_names_system_pid_addresses_and_admin_in_that_order() =>
        Assert.Equal(
            """{"ready":true,"system":"gateway","pid":123,"addresses":{"ws":"ws://127.0.0.1:40123/ws/","tcp":"tcp://127.0.0.1:40125"},"admin":"http://127.0.0.1:40124"}""",
            ReadyLine.Json("gateway", 123, Addresses, "http://127.0.0.1:40124"));

    [Fact]
    public void Json_without_an_admin_endpoint_says_null() =>
        Assert.EndsWith("""},"admin":null}""", ReadyLine.Json("gateway", 123, Addresses, null), StringComparison.Ordinal);

    [Fact]
    public void A_person_reads_addresses_pid_and_how_to_stop() =>
        Assert.Equal(
            "gateway is ready: ws://127.0.0.1:40123/ws/, tcp://127.0.0.1:40125 (admin http://127.0.0.1:40124) - pid 123, Ctrl-C stops",
            ReadyLine.Human("gateway", 123, Addresses, "http://127.0.0.1:40124"));

    [Fact]
    public void Json_with_workers_lists_their_pids_last() => Assert.EndsWith(
        """},"admin":null,"workers":[5,7]}""", ReadyLine.Json("speech", 123, new ServerAddresses(("speech", "http://127.0.0.1:1/")) { Workers = [5, 7] }, null), StringComparison.Ordinal);

    [Fact]
    public void A_person_reads_of_workers_too() => Assert.Equal(
        "speech is ready: http://127.0.0.1:1/ - pid 123, workers 5 7, Ctrl-C stops", ReadyLine.Human("speech", 123, new ServerAddresses(("speech", "http://127.0.0.1:1/")) { Workers = [5, 7] }, null));
}
