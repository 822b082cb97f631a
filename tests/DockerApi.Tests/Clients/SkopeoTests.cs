using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Debian's skopeo as the other side: it agrees on every digest, in whichever direction an image goes.</summary>
public sealed class SkopeoTests(ApiPanel panel) : ClientTest(panel)
{
    private const string Name = "box:9";
    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Image_AsALayoutInAFolder_IsLoadedWithItsDigest(string compression)
    {
        var id = await MakeAsync("box:1");
        await SaveAsync("box:1");
        await SkopeoAsync("copy", "--dest-compress", "--dest-compress-format", compression, $"oci-archive:{Folder}/out.tar", $"oci:{Folder}/layout:{Name}");
        var digest = await DigestAsync($"oci:{Folder}/layout:{Name}");
        await Command.OutputAsync("tar", ["-C", $"{Folder}/layout", "-cf", $"{Folder}/in.tar", "."], Cancellation);
        await RemoveAsync("box:1");

        await using (var archive = File.OpenRead($"{Folder}/in.tar")) await Api.SendAsync(HttpMethod.Post, "/images/load", new StreamContent(archive));

        Assert.Equal(id, await IdAsync(Name));
        await RunsAsync(Name);
        await SaveAsync(Name);
        Assert.Equal(digest, await DigestAsync($"oci-archive:{Folder}/out.tar"));
        await RemoveAsync(Name);
    }

    [Fact]
    public async Task Image_PushedByThePanel_IsWhatSkopeoSees()
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/team/box:1";
        var id = await MakeAsync(name);
        await PushAsync(name);
        var digest = await RemoteDigestAsync(name);
        Assert.Equal([$"{registry.Address}/team/box@{digest}"], await RepositoryDigestsAsync(name));
        Assert.Equal(digest, (await Api.GetAsync($"/distribution/{name}/json")).GetProperty("Descriptor").GetProperty("digest").GetString());
        Assert.Equal(id, "sha256:" + Sha256(await Command.OutputAsync("skopeo", ["inspect", "--tls-verify=false", "--raw", "--config", "docker://" + name], Cancellation)));
        await RemoveAsync(name);
    }

    [Fact]
    public async Task Commit_PushedByThePanel_HasCompressedLayersThatUnpackToTheSame()
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/team/box:1";
        var id = await MakeAsync(name);
        var diffIds = (await Api.GetAsync($"/images/{name}/json")).GetProperty("RootFS").GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()).ToList();
        await PushAsync(name);
        await AssertCompressedAsync(name);
        // skopeo unpacks them itself, and checks each against its diff id.
        await SkopeoAsync("copy", "--src-tls-verify=false", "--dest-decompress", "docker://" + name, $"dir:{Folder}/plain");
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync($"{Folder}/plain/manifest.json", Cancellation));
        Assert.Equal(diffIds, manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()));

        var (digest, blobs) = (await RemoteDigestAsync(name), registry.Blobs());
        await PushAsync(name);
        Assert.Equal(digest, await RemoteDigestAsync(name));
        Assert.Equal(blobs, registry.Blobs());
        Assert.Equal(id, await IdAsync(name));
        await RemoveAsync(name);
        await PullAsync(name);
        await RunsAsync(name);
        await RemoveAsync(name);
    }

    [Fact]
    public async Task Archive_WithoutAManifestOfItsOwn_IsCompressedWhenItIsPushed()
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/box:1";
        await MakeAsync("box:1");
        await SaveAsync("box:1");
        // Docker's old format: layers as plain tars, and a list of them that is not a manifest.
        await SkopeoAsync("copy", $"docker-archive:{Folder}/out.tar", $"docker-archive:{Folder}/old.tar:{name}");
        await RemoveAsync("box:1");
        await using (var archive = File.OpenRead($"{Folder}/old.tar")) await Api.SendAsync(HttpMethod.Post, "/images/load", new StreamContent(archive));
        await PushAsync(name);
        await AssertCompressedAsync(name);
        await RunsAsync(name);
        await RemoveAsync(name);
    }

    [Theory]
    [InlineData("gzip", "v2s2")]
    [InlineData("gzip", "oci")]
    [InlineData("zstd", "oci")]
    public async Task Image_PushedBySkopeo_IsPulledWithItsDigest(string compression, string format)
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/box:1";
        await MakeAsync("box:1");
        await SaveAsync("box:1");
        await SkopeoAsync("copy", "--dest-tls-verify=false", "--format", format, "--dest-compress", "--dest-compress-format", compression, $"docker-archive:{Folder}/out.tar", "docker://" + name);
        await RemoveAsync("box:1");
        var digest = await RemoteDigestAsync(name);

        await PullAsync(name);
        Assert.Equal([$"{registry.Address}/box@{digest}"], await RepositoryDigestsAsync(name));
        await RunsAsync(name);
        // Then from the panel into an empty registry: the same digest again.
        await using var other = await Registry.StartAsync();
        var there = $"{other.Address}/box:1";
        await Api.SendAsync(HttpMethod.Post, $"/images/{name}/tag?repo={other.Address}/box&tag=1");
        await PushAsync(there);
        Assert.Equal(digest, await RemoteDigestAsync(there));
        await RemoveAsync(name);
        await RemoveAsync(there);
        await PullAsync($"{registry.Address}/box@{digest}");
        await RemoveAsync($"{registry.Address}/box@{digest}");
    }

    private static async Task AssertCompressedAsync(string name)
    {
        var seen = JsonElement.Parse(await Command.OutputAsync("skopeo", ["inspect", "--tls-verify=false", "--raw", "docker://" + name], Cancellation));
        Assert.All(seen.GetProperty("layers").EnumerateArray(), layer => Assert.EndsWith(".tar+gzip", layer.GetProperty("mediaType").GetString(), StringComparison.Ordinal));
    }

    /// <summary>Creates an image with its own layer, and returns its id.</summary>
    private async Task<string> MakeAsync(string name)
    {
        await Api.WaitAsync(await Api.RunAsync("echo made > /made", name: "maker"));
        var slash = name.LastIndexOf(':');
        await Api.SendAsync(HttpMethod.Post, $"/commit?container=maker&repo={Uri.EscapeDataString(name[..slash])}&tag={name[(slash + 1)..]}", ApiClient.Json("{}"));
        await Api.RemoveAsync("maker");
        return await IdAsync(name);
    }

    private async Task RunsAsync(string name)
    {
        var answer = await Api.PostAsync("/containers/create?name=runner", $$"""{"Image":"{{name}}","Cmd":["grep","-qx","made","/made"]}""");
        var id = JsonElement.Parse(answer).GetProperty("Id").GetString()!;
        await Api.PostAsync($"/containers/{id}/start");
        Assert.Equal(0, await Api.WaitAsync(id));
        await Api.RemoveAsync(id);
    }

    private async Task SaveAsync(string name)
    {
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/images/{name}/get");
        await using var file = File.Create($"{Folder}/out.tar");
        await answer.EnsureSuccessStatusCode().Content.CopyToAsync(file, Cancellation);
    }

    private async Task PushAsync(string name)
    {
        var slash = name.LastIndexOf(':');
        using var request = new StringContent("");
        request.Headers.Add("X-Registry-Auth", "e30=");
        Assert.DoesNotContain("errorDetail", await Api.SendAsync(HttpMethod.Post, $"/images/{name[..slash]}/push?tag={name[(slash + 1)..]}", request), StringComparison.Ordinal);
    }

    private async Task PullAsync(string name) =>
        Assert.DoesNotContain("errorDetail", await Api.SendAsync(HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(name)}"), StringComparison.Ordinal);

    private Task<string> RemoveAsync(string name) => Api.SendAsync(HttpMethod.Delete, $"/images/{name}");

    private async Task<string> IdAsync(string name) => (await Api.GetAsync($"/images/{name}/json")).GetProperty("Id").GetString()!;

    private async Task<IEnumerable<string?>> RepositoryDigestsAsync(string name) =>
        [.. (await Api.GetAsync($"/images/{name}/json")).GetProperty("RepoDigests").EnumerateArray().Select(digest => digest.GetString())];

    private static Task<string> SkopeoAsync(string command, params string[] arguments) => Command.OutputAsync("skopeo", ["--insecure-policy", command, "-q", .. arguments], Cancellation);

    private static Task<string> RemoteDigestAsync(string name) => DigestAsync("docker://" + name, "--tls-verify=false");

    private static async Task<string> DigestAsync(string where, params string[] options) =>
        "sha256:" + Sha256(await Command.OutputAsync("skopeo", ["inspect", .. options, "--raw", where], Cancellation));

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
