using Panel.Engine.Contract;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Tests.Security;

public sealed class SecurityReportTests
{
    private static readonly string s_other = new('a', 64);

    private static readonly ContainerSpec s_default = new() { Image = "busybox" };

    [Fact]
    public void Default_HasNothingToTell()
    {
        var report = SecurityReport.Of(s_default, [], userNamespace: true);
        Assert.Empty(report.Weaknesses);
        Assert.Empty(report.Strengths);
        Assert.Equal((14, SeccompMode.Default), (report.Capabilities.Count, report.Seccomp));
        Assert.Contains("/proc/kcore", report.MaskedPaths);
        Assert.Contains("/proc/sys", report.ReadOnlyPaths);
        var privileged = SecurityReport.Of(s_default with { Security = new() { Privileged = true } }, [], userNamespace: false);
        Assert.Empty(privileged.MaskedPaths);
        Assert.Empty(privileged.ReadOnlyPaths);
    }

    public static TheoryData<string, ContainerSpec, bool> Weak => new()
    {
        { "do anything to this host", s_default with { Security = new() { Privileged = true } }, false },
        { "privileged inside its user namespace", s_default with { Security = new() { Privileged = true } }, true },
        { "no user namespace", s_default, false },
        { "CAP_NET_ADMIN", s_default with { Security = new() { CapabilitiesAdd = ["NET_ADMIN"] } }, true },
        { "not filtered", s_default with { Security = new() { SeccompProfile = SecurityOptions.Unconfined } }, true },
        { "Nothing of /proc and /sys is hidden", s_default with { Security = new() { MaskedPaths = [] } }, true },
        { "host's network", s_default with { NetworkMode = "host" }, true },
        { "network of the container aaaaaaaaaaaa", s_default with { NetworkMode = "container:" + s_other }, true },
        { "processes of the container aaaaaaaaaaaa", s_default with { Security = new() { PidMode = "container:" + s_other } }, true },
        { "queues with the container aaaaaaaaaaaa", s_default with { Security = new() { IpcMode = "container:" + s_other } }, true },
        { "may join its shared memory", s_default with { Security = new() { IpcMode = "shareable" } }, true },
        { "/dev/kmsg (r)", s_default with { Security = new() { Devices = [new("/dev/kmsg", "", "r")] } }, true },
        { "any number of processes", s_default with { Resources = new() { Pids = -1 } }, true },
    };

    [Theory]
    [MemberData(nameof(Weak))]
    public void Weakness_IsToldInASentence(string words, ContainerSpec spec, bool userNamespace) =>
        Assert.Contains(SecurityReport.Of(spec, [], userNamespace).Weaknesses, sentence => sentence.Contains(words, StringComparison.Ordinal) && sentence.EndsWith('.'));

    [Fact]
    public void Strengths_AreTold()
    {
        var spec = s_default with { ReadOnlyRootFilesystem = true, Security = new() { CapabilitiesDrop = ["ALL"], NoNewPrivileges = true } };
        Assert.Equal(3, SecurityReport.Of(spec, [], true).Strengths.Count);
        Assert.Equal(["It lacks default capabilities: CAP_NET_RAW."], SecurityReport.Of(s_default with { Security = new() { CapabilitiesDrop = ["NET_RAW"] } }, [], true).Strengths);
    }

    [Fact]
    public void Bind_ThatIsWritable_IsAWeakness()
    {
        MountSpec[] mounts = [new(MountKind.Bind, "/a", "/etc"), new(MountKind.Bind, "/b", "/usr", ReadOnly: true), new(MountKind.Volume, "/c", "vol")];
        Assert.Equal(["It can write to the host's /etc."], SecurityReport.Of(s_default, mounts, true).Weaknesses);
    }
}
