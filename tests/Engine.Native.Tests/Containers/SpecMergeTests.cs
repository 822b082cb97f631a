using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class SpecMergeTests
{
    private static readonly ImageConfiguration s_image = new()
    {
        Entrypoint = ["/entry"],
        Command = ["one", "two"],
        Environment = ["A=1", "AB=2", "C=3"],
        Volumes = ["/data", "/cache/"],
        ExposedPorts = ["80/tcp", "53/udp"],
        Labels = new Dictionary<string, string> { ["kept"] = "image", ["both"] = "image" },
        WorkingDirectory = "/work",
        User = "app",
        StopSignal = "SIGQUIT",
    };

    public static TheoryData<string[]?, string[]?, string[]> Arguments => new()
    {
        { null, null, ["/entry", "one", "two"] },
        { null, ["x"], ["/entry", "x"] },
        { null, [], ["/entry", "one", "two"] },
        { ["/other"], null, ["/other"] },
        { ["/other"], ["x"], ["/other", "x"] },
        { [], ["x"], ["x"] },
        { [""], ["x"], ["x"] },
        { [], null, ["one", "two"] },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Arguments_OfImageAndCaller_FollowDockersRules(string[]? entrypoint, string[]? command, string[] expected) =>
        Assert.Equal(expected, SpecMerge.Arguments(new ContainerSpec { Image = "i", Entrypoint = entrypoint, Command = command }, s_image));

    [Fact]
    public void Process_WithoutAnyCommand_IsRefusedAtTheCommand() =>
        Assert.Equal("Command", Assert.Throws<InvalidInputException>(() => SpecMerge.Process(new ContainerSpec { Image = "i" }, new ImageConfiguration())).Field);

    [Fact]
    public void Environment_OfTheCaller_ReplacesInPlaceAppendsAndRemoves() =>
        Assert.Equal(["A=9", "AB=2", "D="], SpecMerge.Environment(s_image.Environment, ["A=9", "C", "D=", "NONE"]));

    [Fact]
    public void Process_WithoutTheCallersWord_TakesTheImages()
    {
        var process = SpecMerge.Process(new ContainerSpec { Image = "i" }, s_image);
        Assert.Equal(("/work", "app", "SIGQUIT"), (process.WorkingDirectory, process.User, process.StopSignal));
        process = SpecMerge.Process(new ContainerSpec { Image = "i", User = "0", WorkingDirectory = "/", StopSignal = "int" }, s_image);
        Assert.Equal(("/", "0", "SIGINT"), (process.WorkingDirectory, process.User, process.StopSignal));
    }

    [Fact]
    public void Mounts_OfTheImage_YieldToTheCallers()
    {
        var mounts = SpecMerge.Mounts(new ContainerSpec { Image = "i", Mounts = [new(MountKind.Bind, "/data/", "/tmp"), new(MountKind.Volume, "/x")] }, s_image);
        Assert.Equal(["/data", "/x", "/cache"], mounts.Select(mount => mount.Target));
        Assert.Equal([false, true, true], mounts.Select(mount => mount.Anonymous));
    }

    [Theory]
    [InlineData(false, "kept")]
    [InlineData(true, null)]
    public void Mounts_OfAnotherContainer_GoOverADeclaredVolumeAndNotOverAMount(bool isLongForm, string? source)
    {
        var spec = new ContainerSpec { Image = "i", Mounts = [new(MountKind.Volume, "/m") { IsLongForm = isLongForm }] };
        var mounts = SpecMerge.Mounts(spec, s_image, [new(MountKind.Volume, "/m", "kept")]);
        Assert.Equal(source, mounts.Single(mount => mount.Target == "/m").Source);
    }

    [Fact]
    public void Labels_OfBoth_AreMerged()
    {
        var labels = SpecMerge.Labels(new ContainerSpec { Image = "i", Labels = new Dictionary<string, string> { ["both"] = "caller" } }, s_image);
        Assert.Equal(("image", "caller"), (labels["kept"], labels["both"]));
    }

    [Fact]
    public void ExposedPorts_ThatArePublished_AreLeftOut() =>
        Assert.Equal([new PortBinding(53, PortProtocol.Udp)], SpecMerge.ExposedPorts(new ContainerSpec { Image = "i", Ports = [new(80)] }, s_image));
}
