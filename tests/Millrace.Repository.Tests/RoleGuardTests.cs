using Xunit;

namespace Millrace.Repository.Tests;

public sealed class RoleGuardTests(PlantedProjects planted) : IClassFixture<PlantedProjects>
{
    [Fact]
    public void A_direct_forbidden_reference_is_named_with_its_reason_and_remedy()
    {
        string error = ErrorOf("bad/DirectHost/");
        Assert.Contains("error MILL004: Millrace.Direct.Host (System.Host of Direct) must not see Engine (Engine), reached by Millrace.Direct.Host -> Engine.", error, StringComparison.Ordinal);
        Assert.Contains("they meet on the wire, so that a target can always be a stranger's.", error, StringComparison.Ordinal);
        Assert.Contains("The role System.Host may see: System.Wire, Shards, WebSockets, Hosting.", error, StringComparison.Ordinal);
        Assert.Contains("Remove the reference, or move the shared code", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transitive_forbidden_reference_is_named_with_the_way_to_it() =>
        Assert.Contains(
            "MILL004: Millrace.Transitive.Host (System.Host of Transitive) must not see Engine (Engine), reached by Millrace.Transitive.Host -> Millrace.Transitive.Wire -> Engine.",
            ErrorOf("bad/TransitiveHost/"),
            StringComparison.Ordinal);

    [Fact]
    public void A_load_that_sees_its_own_host_is_refused() =>
        Assert.Contains(
            "MILL004: Millrace.Alpha.Load (System.Load of Alpha) must not see Millrace.Alpha.Host (System.Host)",
            ErrorOf("bad/LoadSeesHost/"),
            StringComparison.Ordinal);

    [Fact]
    public void A_sample_that_sees_the_lab_is_refused() =>
        Assert.Contains(
            planted.Errors,
            error => error.Contains("MILL004: NosySample (Sample) must not see Millrace.Alpha.Load (System.Load), reached by NosySample -> Millrace.Alpha.Load. A sample is what a user would write", StringComparison.Ordinal));

    [Fact]
    public void A_reference_to_another_system_is_refused() =>
        Assert.Contains(
            "MILL003: Millrace.Gamma.Load (System.Load of Gamma) must not see Millrace.Beta.Wire (System.Wire of Beta), reached by Millrace.Gamma.Load -> Millrace.Beta.Wire. One system never references another.",
            ErrorOf("bad/CrossSystem/"),
            StringComparison.Ordinal);

    [Fact]
    public void A_project_without_a_role_is_refused_even_where_the_environment_has_one() =>
        Assert.Contains("MILL001: NoRole has no <Role>, so nobody can say what it may reference. Add one", ErrorOf("bad/NoRole/"), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_role_is_refused_with_the_known_ones() =>
        Assert.Contains("MILL001: UnknownRole has the unknown role 'Shard'. Use one of: Shards, WebSockets,", ErrorOf("bad/UnknownRole/"), StringComparison.Ordinal);

    [Fact]
    public void A_part_of_a_system_whose_system_cannot_be_told_is_refused() =>
        Assert.Contains("MILL002: NoSystem has the role System.Wire, but no system can be read from its place or its name.", ErrorOf("bad/NoSystem/"), StringComparison.Ordinal);

    [Fact]
    public void Projects_that_keep_to_the_arrows_pass() =>
        Assert.DoesNotContain(planted.Errors, error => !error.Contains("/bad/", StringComparison.Ordinal));

    private string ErrorOf(string folder) =>
        Assert.Single(planted.Errors, error => error.Contains("/" + folder, StringComparison.Ordinal) || error.Contains("\\" + folder, StringComparison.Ordinal));
}
