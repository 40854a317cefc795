using Millrace.Engine.Profiling;
using Xunit;

namespace Millrace.Engine.Tests.Profiling;

public sealed class MethodNamesTests
{
    [Theory]
    [InlineData("Millrace.Shards.Shard.Turn(bool)", "Millrace.Shards.Shard.Turn")]
    [InlineData("Space.Type+<StepAsync>d__5.MoveNext()", "Space.Type.StepAsync")]
    [InlineData("Space.Type`1+<StepAsync>d__5[System.__Canon].MoveNext()", "Space.Type.StepAsync")]
    [InlineData("Space.Type+<>c__DisplayClass3_0.<Run>b__1(int32)", "Space.Type.Run (lambda)")]
    [InlineData("Space.Type+<>c.<Run>b__3_1(int32)", "Space.Type.Run (lambda)")]
    [InlineData("Space.Type.<Outer>g__Inner|5_0(int32)", "Space.Type.Outer.Inner")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.Int64,System.__Canon].FindValue(!0)", "System.Collections.Generic.Dictionary.FindValue")]
    [InlineData("A.B`1[C.D`2[System.Byte[],E.F]].G(!0)", "A.B.G")]
    [InlineData("Space.Outer+Inner..ctor()", "Space.Outer.Inner.new")]
    [InlineData("System.Byte[]", "System.Byte[]")]
    [InlineData("", "")]
    public void Names_are_those_of_the_source(string full, string readable) => Assert.Equal(readable, MethodNames.Readable(full));
}
