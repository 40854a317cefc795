using Millrace.Engine.Subjects;
using Millrace.Engine.Subjects.Wire;
using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Subjects;

public sealed class SubjectProcessTests
{
    [Fact]
    public async Task One_that_ends_before_it_answers_is_told_with_its_last_words()
    {
        TargetException e = await Assert.ThrowsAsync<TargetException>(() => StartAsync("echo 'no broker library here' >&2; exit 3"));
        Assert.Contains("the subject", e.Message, StringComparison.Ordinal);
        Assert.Contains("no broker library here", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_with_a_clock_of_its_own_is_refused()
    {
        TargetException e = await Assert.ThrowsAsync<TargetException>(() => StartAsync("read -r _; echo '{\"id\":1,\"pid\":1,\"now\":12}'; exec cat >/dev/null"));
        Assert.Contains("a clock of its own", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_prints_beside_the_protocol_is_passed_over()
    {
        TargetException e = await Assert.ThrowsAsync<TargetException>(() => StartAsync("read -r _; echo 'hello, world'; echo '[]'; echo '{\"id\":1,\"error\":\"I will not\"}'; exec cat >/dev/null"));
        Assert.Contains("I will not", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_is_never_answered_ends_with_the_time_limit()
    {
        var pipe = new SubjectPipe(_ => { }, TimeProvider.System);
        string? hung = null;
        pipe.Hung = why => hung = why;
        await Assert.ThrowsAsync<SubjectGoneException>(() => pipe.AskAsync(new SubjectOrder { Do = SubjectOrder.Flip }, TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("did not answer to 'flip'", hung, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SubjectGoneException>(() => pipe.AskAsync(new SubjectOrder { Do = SubjectOrder.Stop }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static Task<SubjectProcess> StartAsync(string script) => SubjectProcess.StartAsync(
        new SubjectRecipe([]), null, TestContext.Current.CancellationToken, new TargetProgram("/bin/sh", "-c", script, "subject"));
}
