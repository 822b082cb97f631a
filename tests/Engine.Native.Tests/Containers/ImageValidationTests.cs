using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>An image's configuration may not contain what a caller may not request.</summary>
public sealed class ImageValidationTests
{
    public static TheoryData<string, ImageConfiguration> Hostile => new()
    {
        { "Command", new() { Command = ["sh", "a\0b"] } },
        { "Entrypoint", new() { Entrypoint = ["\0"] } },
        { "Env", new() { Environment = ["PATH=/bin\0LD_PRELOAD=/evil.so"] } },
        { "nameless variable", new() { Environment = ["=x"] } },
        { "WorkingDir", new() { WorkingDirectory = "/a\0/b" } },
        { "endless WorkingDir", new() { WorkingDirectory = new string('a', 5000) } },
        { "User", new() { User = "root\0" } },
        { "User above all ids", new() { User = "2147483648" } },
        { "label", new() { Labels = new Dictionary<string, string> { [""] = "x" } } },
        { "root volume", new() { Volumes = ["/"] } },
        { "root volume in disguise", new() { Volumes = ["/a/../.."] } },
        { "proc volume", new() { Volumes = ["/tmp/../proc/self"] } },
        { "sys volume", new() { Volumes = ["/sys"] } },
        { "dev volume", new() { Volumes = ["/dev/"] } },
        { "volume with NUL", new() { Volumes = ["/a\0"] } },
        { "health check", new() { HealthCheck = new HealthCheck { Test = ["CMD", "a\0b"] } } },
        { "health check's time", new() { HealthCheck = new HealthCheck { Test = ["CMD", "x"], Interval = TimeSpan.FromSeconds(-1) } } },
        { "stop signal", new() { StopSignal = "SIGNONE" } },
        { "port", new() { ExposedPorts = ["70000/tcp"] } },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void ImageConfiguration_ThatNoCallerMayAskFor_IsRefusedInASentence(string what, ImageConfiguration image)
    {
        var fault = Assert.Throws<InvalidInputException>(() => ImageValidation.Check("evil:latest", image));
        Assert.True(fault.Message.StartsWith("The image evil:latest cannot be run", StringComparison.Ordinal) && !fault.Message.Contains('\0', StringComparison.Ordinal), what);
    }

    [Fact]
    public void ImageConfiguration_OfAnOrdinaryImage_IsTaken() => ImageValidation.Check("good", new ImageConfiguration
    {
        Command = ["nginx", "-g", "daemon off;"],
        Entrypoint = ["/entry"],
        Environment = ["PATH=/bin", "EMPTY="],
        WorkingDirectory = "app",
        User = "1000:1000",
        Volumes = ["/var/lib/data", "/dev/shm2"],
        StopSignal = "SIGRTMIN+3",
        ExposedPorts = ["80/tcp", "53/udp"],
        HealthCheck = new HealthCheck { Test = ["CMD-SHELL", "true"], Interval = TimeSpan.FromSeconds(5) },
    });

    [Fact]
    public void Numbers_ThatTheKernelDoesNotTake_AreRefusedAtTheCreate()
    {
        foreach (var limits in new ResourceLimits[] { new() { Pids = 4194305 }, new() { Pids = long.MaxValue }, new() { CpuQuota = 1L << 44 } })
            Assert.Throws<InvalidInputException>(() => ResourceValidation.Check(limits));
        foreach (var limits in new ResourceLimits[] { new() { Pids = 4194304 }, new() { Pids = -1 }, new() { CpuQuota = (1L << 44) - 1 } })
            ResourceValidation.Check(limits);
    }
}
