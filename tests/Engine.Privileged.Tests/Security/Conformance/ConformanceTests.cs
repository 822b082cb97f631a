using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security.Conformance;

/// <summary>The same busybox under the engine and under Debian's runc, with Docker's defaults for both.</summary>
public sealed class ConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UserNamespaceMode.Host)]
    [InlineData(UserNamespaceMode.Private)]
    public async Task I1_Container_BesideRunc_DiffersOnlyAsListed(UserNamespaceMode users)
    {
        Assert.SkipUnless(RuncContainer.Exists, "needs Debian's package runc");
        var unified = CgroupHost.Detect().IsV2;
        await using var harness = await EngineHarness.StartAsync(Token);
        var output = await harness.OutputAsync(InsideView.Script, spec => spec with { NetworkMode = "none", UserNamespace = users });
        // The panels of a machine share its ids out, so ours are any; mount options tell them.
        var firstId = users == UserNamespaceMode.Private ? InsideView.FirstId(output) : (int?)null;
        var ours = InsideView.Parse(output, firstId);
        var runcs = InsideView.Parse(await RuncContainer.OutputAsync(InsideView.Script, firstId, unified), firstId);

        // So that two empty outputs are not equal.
        Assert.Superset(new HashSet<string> { "thread CapEff: 00000000a80425fb", "thread NoNewPrivs: 0", "thread Seccomp: 2", "namespace mnt its own", "descriptor 0" }, ours);
        var differences = Difference.All(firstId is not null, unified).ToList();
        Assert.Equal(differences.SelectMany(difference => difference.Ours).Order(StringComparer.Ordinal), ours.Except(runcs));
        Assert.Equal(differences.SelectMany(difference => difference.Runcs).Order(StringComparer.Ordinal), runcs.Except(ours));
    }
}
