using System.Text;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Images of several platforms, which skopeo puts into a real registry: which one is chosen, and what happens with a foreign
/// one.</summary>
public sealed class DockerPlatformTests(ApiPanel panel) : ClientTest(panel)
{
    private static string Foreign { get; } = TestImage.HostArchitecture == "amd64" ? "arm64" : "amd64";

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Pull_OfAnIndex_TakesThePlatformAndVariantThatIsAskedFor(string client)
    {
        await using var registry = await Registry.StartAsync();
        var (host, foreign, v6, v7) = (Of(TestImage.HostArchitecture), Of(Foreign), Of("arm", "v6"), Of("arm", "v7"));
        var digest = ImageLayout.Write(Folder, "box", ($"linux/{TestImage.HostArchitecture}", host), ($"linux/{Foreign}", foreign), ("linux/arm/v6", v6), ("linux/arm/v7", v7));
        var name = $"{registry.Address}/box:1";
        await CopyAsync(name);

        foreach (var (platform, image) in new[] { (null, host), ($"linux/{Foreign}", foreign), ("linux/arm/v7", v7), ("linux/arm/v6", v6), ("linux/" + TestImage.HostArchitecture, host) })
        {
            await DockerAsync(client, ["pull", "-q", .. platform is null ? Array.Empty<string>() : ["--platform", platform], name]);
            Assert.Equal($"{image.Id} [{registry.Address}/box@{digest}]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}} {{.RepoDigests}}", name));
            await DockerAsync(client, "rmi", name);
        }

        Assert.Contains($"has no manifest for linux/s390x; it is there for linux/{TestImage.HostArchitecture}, linux/{Foreign}, linux/arm/v6, linux/arm/v7",
            await RefusedAsync(client, "pull", "--platform", "linux/s390x", name), StringComparison.Ordinal);
        Assert.Contains("has no manifest for linux/arm/v5", await RefusedAsync(client, "pull", "--platform", "linux/arm/v5", name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_MadeOfPushedImages_IsTakenByItsPlatforms()
    {
        // Debian's older one reads no OCI manifests here.
        var client = DockerCli.Kinds.Last().Data;
        await using var registry = await Registry.StartAsync();
        var (host, foreign) = (Of(TestImage.HostArchitecture), Of(Foreign));
        ImageLayout.Write(Folder, "box", ($"linux/{TestImage.HostArchitecture}", host), ($"linux/{Foreign}", foreign));
        var name = $"{registry.Address}/team/box";
        await CopyAsync(name + ":all");
        foreach (var platform in new[] { TestImage.HostArchitecture, Foreign })
        {
            await DockerAsync(client, "pull", "-q", "--platform", $"linux/{platform}", name + ":all");
            await DockerAsync(client, "tag", name + ":all", $"{name}:{platform}");
            await DockerAsync(client, "push", "-q", $"{name}:{platform}");
            await DockerAsync(client, "rmi", name + ":all", $"{name}:{platform}");
        }

        // The command line speaks with the registry itself, and keeps the list in its own folder until it is pushed.
        string[] settings = ["--config", $"{Folder}/settings"];
        await DockerAsync(client, [.. settings, "manifest", "create", "--insecure", name + ":1", $"{name}:{TestImage.HostArchitecture}", $"{name}:{Foreign}"]);
        var digest = (await DockerAsync(client, [.. settings, "manifest", "push", "--insecure", name + ":1"])).Trim();
        var told = await DockerAsync(client, [.. settings, "manifest", "inspect", "--insecure", name + ":1"]);
        foreach (var platform in new[] { TestImage.HostArchitecture, Foreign }) Assert.Contains($"\"architecture\": \"{platform}\"", told, StringComparison.Ordinal);

        foreach (var (platform, image) in new[] { (TestImage.HostArchitecture, host), (Foreign, foreign) })
        {
            await DockerAsync(client, "pull", "-q", "--platform", $"linux/{platform}", name + ":1");
            Assert.Equal($"{image.Id} [{name}@{digest}]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}} {{.RepoDigests}}", name + ":1"));
            await DockerAsync(client, "rmi", name + ":1");
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_OfAForeignImage_SaysWhatIsMissing(string client)
    {
        Assert.SkipWhen(Directory.Exists("/proc/sys/fs/binfmt_misc") && Directory.EnumerateFiles("/proc/sys/fs/binfmt_misc", "qemu-*").Any(), "This machine emulates other processors.");
        await using var registry = await Registry.StartAsync();
        ImageLayout.Write(Folder, "box", ($"linux/{Foreign}", Of(Foreign)));
        var name = $"{registry.Address}/foreign:1";
        await CopyAsync(name);

        var sentence = $"this machine is linux/{TestImage.HostArchitecture}; set up binfmt_misc for {Foreign} (Debian's package qemu-user-static does), or use an image for linux/{TestImage.HostArchitecture}.";
        var told = await RefusedAsync(client, "run", "--name", "foreign", "--platform", $"linux/{Foreign}", name);
        Assert.Contains($"WARNING: The image is for linux/{Foreign} and {sentence}", told, StringComparison.Ordinal);
        Assert.Contains($"The container foreign cannot start: exec /bin/true: Exec format error (ENOEXEC): its image is for linux/{Foreign} and {sentence}", told, StringComparison.Ordinal);
        Assert.Equal("126\n", await DockerAsync(client, "inspect", "-f", "{{.State.ExitCode}}", "foreign"));
        Assert.Contains(sentence, await DockerAsync(client, "inspect", "-f", "{{.State.Error}}", "foreign"), StringComparison.Ordinal);
        await DockerAsync(client, "rm", "foreign");
        // Here is the other one; clients look for these words before they pull.
        Assert.Contains($"image with reference {name} was found but does not provide the specified platform (linux/s390x)",
            await RefusedAsync(client, "run", "--rm", "--pull", "never", "--platform", "linux/s390x", name), StringComparison.Ordinal);
        // The local image is not the requested one, and the registry has no other.
        Assert.Contains($"has no manifest for linux/s390x; it is there for linux/{Foreign}", await RefusedAsync(client, "run", "--rm", "--platform", "linux/s390x", name), StringComparison.Ordinal);
        await DockerAsync(client, "rmi", name);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_OfAForeignImageWhereTheHostEmulatesIt_RunsIt(string client)
    {
        Assert.SkipUnless(TestImage.HostArchitecture == "amd64", "The program of this test is for another processor than amd64.");
        await using var emulation = await Arm64Emulation.StartAsync();
        await using var registry = await Registry.StartAsync();
        ImageLayout.Write(Folder, "box", ("linux/arm64", new TestImage([TestLayer.OfProgram("bin/true", Arm64Emulation.Program("of arm64\n", 7))], config =>
        {
            config["architecture"] = "arm64";
            config["config"] = new System.Text.Json.Nodes.JsonObject { ["Cmd"] = new System.Text.Json.Nodes.JsonArray("/bin/true") };
        })));
        var name = $"{registry.Address}/emulated:1";
        await CopyAsync(name);

        // In its own user namespace and in the host's.
        foreach (var users in new[] { "", "host" })
        {
            var (code, output, error) = await DockerCli.TryAsync(Panel, client, "run", "--name", "alien", "--userns", users, "--platform", "linux/aarch64", name);
            Assert.Equal((7, "of arm64\n"), (code, output));
            Assert.DoesNotContain("WARNING", error, StringComparison.Ordinal);
            await DockerAsync(client, "rm", "alien");
        }

        await DockerAsync(client, "rmi", name);
    }

    [Fact]
    public async Task Exec_OfAFileThatIsNoProgram_SaysSo()
    {
        var client = DockerCli.Kinds.First().Data;
        await DockerAsync(client, "run", "-d", "--name", "box", "busybox", "sh", "-c", "echo text > /text; chmod +x /text; exec sleep 1000");
        await Poll.UntilAsync(async () => (await DockerCli.TryAsync(Panel, client, "exec", "box", "test", "-x", "/text")).Code == 0, "the file is there", cancellationToken: Cancellation);
        Assert.Contains($"the file is neither a program for linux/{TestImage.HostArchitecture} nor a script that begins with #!", await RefusedAsync(client, "exec", "box", "/text"), StringComparison.Ordinal);
    }

    /// <summary>Its only program is a header that says for which processor it is; none of two platforms have a layer in common.</summary>
    private static TestImage Of(string architecture, string? variant = null)
    {
        var program = new byte[64];
        "\u007fELF"u8.CopyTo(program);
        // 64 bits, little endian, an executable; the machine's numbers are of elf.h.
        (program[4], program[5], program[6], program[16], program[18]) = (2, 1, 1, 2, architecture switch { "arm64" => 183, "arm" => 40, _ => 62 });
        return new TestImage([TestLayer.OfProgram("bin/true", [.. program, .. Encoding.ASCII.GetBytes(architecture + variant)])], config =>
        {
            config["architecture"] = architecture;
            if (variant is not null) config["variant"] = variant;
            config["config"] = new System.Text.Json.Nodes.JsonObject { ["Cmd"] = new System.Text.Json.Nodes.JsonArray("/bin/true") };
        });
    }

    private Task<string> CopyAsync(string name) =>
        Command.OutputAsync("skopeo", ["--insecure-policy", "copy", "-q", "--all", "--dest-tls-verify=false", $"oci:{Folder}:box", "docker://" + name], Cancellation);
}
