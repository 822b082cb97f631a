using System.Net.Sockets;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Both ways to say a bind (<c>-v</c> and <c>--mount</c>) take whatever the host has; what it has not, <c>-v</c> alone makes.</summary>
public sealed class BindSourceTests(ApiPanel panel) : ApiTest(panel)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pnlbind").FullName;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("file", "regular file")]
    [InlineData("link-to-file", "regular file")]
    [InlineData("folder", "directory")]
    [InlineData("link-to-folder", "directory")]
    [InlineData("socket", "socket")]
    public async Task Bind_OfWhateverTheHostHas_IsThereEitherWay(string name, string kind)
    {
        using var listener = Populate();
        var source = $"{_folder}/{name}";
        foreach (var host in (string[])[
            $"\"Binds\":[\"{source}:/there:ro\"]", $"\"Mounts\":[{{\"Type\":\"bind\",\"Source\":\"{source}\",\"Target\":\"/there\",\"ReadOnly\":true}}]"])
        {
            var id = await Api.CreateAsync("stat -c %F /there; exec sleep 1000", $"\"Tty\":true,\"HostConfig\":{{{host}}}");
            await Api.PostAsync($"/containers/{id}/start");
            var heir = await Api.CreateAsync("stat -c %F /there", $"\"Tty\":true,\"HostConfig\":{{\"VolumesFrom\":[\"{id}\"]}}");
            await Api.PostAsync($"/containers/{heir}/start");
            Assert.Equal(0, await Api.WaitAsync(heir));
            Assert.Equal(kind + "\r\n", await Api.SendAsync(HttpMethod.Get, $"/containers/{heir}/logs?stdout=1"));
        }
    }

    [Fact]
    public async Task Bind_OfNothing_IsMadeByTheShortFormWhenTheContainerStarts()
    {
        var source = _folder + "/new/below";
        var id = await Api.CreateAsync("touch /there/mine", $"\"HostConfig\":{{\"Binds\":[\"{source}:/there\"]}}");
        Assert.False(Directory.Exists(source));
        for (var run = 0; run < 2; run++)
        {
            await Api.PostAsync($"/containers/{id}/start");
            Assert.Equal(0, await Api.WaitAsync(id));
            Assert.True(File.Exists(source + "/mine"));
            // Made anew for the next run, as after a boot that empties a tmpfs.
            Directory.Delete(_folder + "/new", recursive: true);
        }
    }

    [Fact]
    public async Task Bind_OfNothing_IsRefusedInTheLongForm()
    {
        const string words = "bind source path does not exist: ";
        var mount = $"{{\"Image\":\"busybox\",\"HostConfig\":{{\"Mounts\":[{{\"Type\":\"bind\",\"Source\":\"{_folder}/new\",\"Target\":\"/there\"}}]}}}}";
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json(mount));
        Assert.Equal(400, (int)status);
        Assert.Contains(words + _folder + "/new", body, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder + "/new");
        var id = JsonElement.Parse(await Api.PostAsync("/containers/create", mount)).GetProperty("Id").GetString();
        Directory.Delete(_folder + "/new");
        (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/start");
        Assert.Equal(400, (int)status);
        Assert.Contains(words, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file/below", "is not a directory")]
    [InlineData("dangling", "is a link to /nowhere, which does not exist")]
    public async Task Bind_OfWhatCannotBeMade_IsRefusedInASentence(string name, string sentence)
    {
        using var listener = Populate();
        var id = await Api.CreateAsync("true", $"\"HostConfig\":{{\"Binds\":[\"{_folder}/{name}:/there\"]}}");
        var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/start");
        Assert.Equal(400, (int)status);
        Assert.Contains(sentence, body, StringComparison.Ordinal);
    }

    private Socket Populate()
    {
        File.WriteAllText(_folder + "/file", "text");
        Directory.CreateDirectory(_folder + "/folder");
        File.CreateSymbolicLink(_folder + "/link-to-file", _folder + "/file");
        File.CreateSymbolicLink(_folder + "/link-to-folder", _folder + "/folder");
        File.CreateSymbolicLink(_folder + "/dangling", "/nowhere");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder + "/socket"));
        return listener;
    }
}
