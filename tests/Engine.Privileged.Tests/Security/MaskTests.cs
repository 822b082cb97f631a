using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Root in the container against what hides and protects kernel files.</summary>
public sealed class MaskTests
{
    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I4_Masks_AgainstTheContainersRoot_Hold(UserNamespaceMode users)
    {
        const string script =
            """
            try() { "$@" > /dev/null 2> /tmp/said && echo "succeeded: $*"; sed "s|^.*: |$* -- |" /tmp/said; }
            try umount /proc/keys
            try umount -l /proc/sys
            try mount -o remount,rw /proc/sys
            try mount -o remount,rw /sys
            try mount -t proc proc /mnt
            try mount --bind /proc /mnt
            try rm /proc/keys
            try rmdir /proc/acpi
            try mkdir /proc/acpi/x
            try touch /sys/firmware/x
            try sh -c 'echo x > /proc/sys/kernel/core_pattern'
            try sh -c 'echo 1 > /proc/sys/vm/drop_caches'
            try sh -c 'echo 1 > /sys/kernel/uevent_seqnum'
            wc -c < /proc/keys
            """;
        await using var harness = await EngineHarness.StartAsync(TestContext.Current.CancellationToken);
        var host = await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", TestContext.Current.CancellationToken);
        var output = (await harness.OutputAsync("mkdir -p /mnt\n" + script, spec => spec with { UserNamespace = users })).Split('\n');
        Assert.Equal(script.Split('\n').Count(line => line.StartsWith("try ", StringComparison.Ordinal)) + 1, output.Length);
        Assert.All(output[..^1], line => Assert.Matches("(?i)-- (Operation not permitted|Permission denied|Read-only file system|Device or resource busy)( \\(are you root\\?\\))?$", line));
        Assert.Equal("0", output[^1]);
        Assert.Equal(host, await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", TestContext.Current.CancellationToken));
    }
}
