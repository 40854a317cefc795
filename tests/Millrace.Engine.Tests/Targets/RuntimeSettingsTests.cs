using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class RuntimeSettingsTests
{
    [Fact]
    public void Only_what_is_set_becomes_a_variable_and_numbers_are_hexadecimal()
    {
        var settings = new RuntimeSettings { ServerGc = false, TieredPgo = true, HeapHardLimitBytes = 256 << 20 };
        Assert.Equal(
            ["DOTNET_GCHeapHardLimit=10000000", "DOTNET_TieredPGO=1", "DOTNET_gcServer=0"],
            settings.ToVariables().Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
        Assert.Empty(settings.Validate());
    }

    [Fact]
    public void All_wrong_values_are_named_at_once() =>
        Assert.Equal(4, new RuntimeSettings { ConserveMemory = 10, HeapHardLimitBytes = 1, HeapCount = 0 }.Validate().Count);
}
