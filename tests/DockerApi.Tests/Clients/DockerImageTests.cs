using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker images</c>, <c>rmi</c>, <c>history</c>, <c>image prune</c> and <c>system df</c> as Docker's own daemon answers them.</summary>
public sealed class DockerImageTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_LastName_DeletesTheImageItsLayersAndUnnamedParents(string client)
    {
        var middle = await CommitAsync(client, "busybox", "/middle");
        var top = await CommitAsync(client, middle, "/top", "chain/top:1");
        await DockerAsync(client, "tag", "chain/top:1", "chain/top:2");

        Assert.Equal("Untagged: chain/top:2\n", await DockerAsync(client, "rmi", "chain/top:2"));
        var lines = (await DockerAsync(client, "rmi", "chain/top:1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["Untagged: chain/top:1", $"Deleted: {top}"], lines[..2]);
        Assert.Equal($"Deleted: {middle}", lines[3]);
        Assert.Equal(5, lines.Length);
        Assert.All(lines[1..], line => Assert.StartsWith("Deleted: sha256:", line));
        Assert.Contains("busybox", await DockerAsync(client, "images", "--format", "{{.Repository}}"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_NoPrune_LeavesTheParent(string client)
    {
        var middle = await CommitAsync(client, "busybox", "/kept");
        await CommitAsync(client, middle, "/top", "chain/kept:1");
        await DockerAsync(client, "rmi", "--no-prune", "chain/kept:1");
        Assert.Contains(middle, await DockerAsync(client, "images", "-q", "--no-trunc", "--filter", "dangling=true"), StringComparison.Ordinal);
        Assert.Contains($"Deleted: {middle}", await DockerAsync(client, "rmi", middle), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_ImageThatAnotherWasMadeFrom_LosesItsNameAndIsHidden(string client)
    {
        var below = await CommitAsync(client, "busybox", "/below", "chain/below:1");
        await CommitAsync(client, below, "/above", "chain/above:1");

        Assert.Contains($"conflict: unable to delete {below[7..19]} (cannot be forced)", await RefusedAsync(client, "rmi", "-f", below), StringComparison.Ordinal);
        Assert.Equal("Untagged: chain/below:1\n", await DockerAsync(client, "rmi", "chain/below:1"));

        Assert.DoesNotContain(below, await DockerAsync(client, "images", "-q", "--no-trunc"), StringComparison.Ordinal);
        Assert.Contains(below, await DockerAsync(client, "images", "-aq", "--no-trunc"), StringComparison.Ordinal);
        Assert.DoesNotContain(below, await DockerAsync(client, "images", "-aq", "--no-trunc", "--filter", "dangling=true"), StringComparison.Ordinal);
        Assert.Equal(below + "\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Parent}}", "chain/above:1"));
        Assert.StartsWith($"{await IdAsync(client, "chain/above:1")}\n{below}\n", await DockerAsync(client, "history", "-q", "--no-trunc", "chain/above:1"), StringComparison.Ordinal);
        Assert.Contains($"Deleted: {below}", await DockerAsync(client, "rmi", "chain/above:1"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_UsedByContainers_IsRefusedOrForcedAsDockerDoes(string client)
    {
        var id = await CommitAsync(client, "busybox", "/used", "used/box:1");
        await DockerAsync(client, "run", "-d", "--name", "user", "used/box:1", "sleep", "1000");

        Assert.Contains("conflict: unable to remove repository reference \"used/box:1\" (must force)", await RefusedAsync(client, "rmi", "used/box:1"), StringComparison.Ordinal);
        Assert.Contains($"conflict: unable to delete {id[7..19]} (cannot be forced)", await RefusedAsync(client, "rmi", "-f", id), StringComparison.Ordinal);
        Assert.Equal("Untagged: used/box:1\n", await DockerAsync(client, "rmi", "-f", "used/box:1"));
        await DockerAsync(client, "kill", "user");
        await DockerAsync(client, "wait", "user");
        Assert.Contains($"conflict: unable to delete {id[7..19]} (must be forced)", await RefusedAsync(client, "rmi", id[7..19]), StringComparison.Ordinal);
        Assert.Equal($"Deleted: {id}\n", await DockerAsync(client, "rmi", "-f", id));
        // The stopped container still has its layers.
        await DockerAsync(client, "start", "user");
        Assert.Equal("1234567\n", await DockerAsync(client, "exec", "user", "cat", "/used"));
        await DockerAsync(client, "rm", "-f", "user");
        Assert.DoesNotContain(id, await DockerAsync(client, "images", "-aq", "--no-trunc"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_ByIdWithSeveralNames_NeedsForce(string client)
    {
        var id = await CommitAsync(client, "busybox", "/many", "many/a:1");
        await DockerAsync(client, "tag", "many/a:1", "many/b:1");
        Assert.Contains($"conflict: unable to delete {id[7..19]} (must be forced)", await RefusedAsync(client, "rmi", id), StringComparison.Ordinal);
        var lines = (await DockerAsync(client, "rmi", "-f", id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Untagged: many/a:1", "Untagged: many/b:1", $"Deleted: {id}"], lines[..3]);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_DigestReference_GoesAloneOrWithTheLastTagOfItsRepository(string client)
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/digest/box";
        await CommitAsync(client, "busybox", "/digest", name + ":1");
        await DockerAsync(client, "push", name + ":1");
        var digest = (await DockerAsync(client, "images", "--digests", "--format", "{{.Digest}}", name)).Trim();
        Assert.StartsWith("sha256:", digest, StringComparison.Ordinal);

        Assert.Equal($"Untagged: {name}@{digest}\n", await DockerAsync(client, "rmi", $"{name}@{digest}"));
        await DockerAsync(client, "push", name + ":1");
        var lines = (await DockerAsync(client, "rmi", name + ":1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"Untagged: {name}:1", $"Untagged: {name}@{digest}"], lines[..2]);
        Assert.StartsWith("Deleted: sha256:", lines[2], StringComparison.Ordinal);

        await DockerAsync(client, "pull", $"{name}@{digest}");
        Assert.Equal($"{name} <none> {digest}\n", await DockerAsync(client, "images", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}", name));
        Assert.StartsWith($"Untagged: {name}@{digest}\nDeleted: sha256:", await DockerAsync(client, "rmi", $"{name}@{digest}"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Rmi_WhatIsNotThere_SaysSoAndGoesOnWithTheRest(string client)
    {
        await CommitAsync(client, "busybox", "/rest", "rest/box:1");
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "rmi", "rest/nosuch", "rest/box:1");
        Assert.Equal(1, code);
        Assert.Contains("Untagged: rest/box:1", output, StringComparison.Ordinal);
        Assert.Contains("No such image: rest/nosuch", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Images_Filters_ChooseAsDockerDoes(string client)
    {
        await CommitAsync(client, "busybox", "/f1", "filter/one:1", "LABEL kind=first");
        await CommitAsync(client, "busybox", "/f2", "filter/two:1", "LABEL kind=second");
        var dangling = await CommitAsync(client, "busybox", "/f3", null, "LABEL kind=third");
        await DockerAsync(client, "tag", "filter/two:1", "filter/two:2");
        Task<string> ListAsync(params string[] filters) =>
            DockerAsync(client, ["images", "--format", "{{.Repository}}:{{.Tag}}", .. filters.SelectMany(filter => (string[])["--filter", filter])]);

        Assert.Equal("filter/one:1\n", await ListAsync("label=kind=first"));
        Assert.Equal("<none>:<none>\n", await ListAsync("dangling=true", "label=kind=third"));
        Assert.DoesNotContain("<none>", await ListAsync("dangling=false"), StringComparison.Ordinal);
        Assert.Equal("filter/one:1\nfilter/two:1\nfilter/two:2\n", Sorted(await ListAsync("reference=filter/*")));
        Assert.Equal("filter/one:1\nfilter/two:1\n", Sorted(await ListAsync("reference=filter/*:1")));
        Assert.Equal("filter/two:2\n", await ListAsync("reference=filter/t[a-z]?:[^1]"));
        Assert.Equal("filter/one:1\nfilter/two:2\n", Sorted(await ListAsync("reference=filter/one", "reference=filter/two:2")));
        Assert.Empty(await ListAsync("reference=filter"));
        Assert.Equal("filter/two:1\nfilter/two:2\n", Sorted(await ListAsync("since=filter/one:1", "reference=filter/*")));
        Assert.Equal("filter/one:1\n", await ListAsync("before=filter/two:2", "reference=filter/*"));
        Assert.Equal("filter/one:1\nfilter/two:1\nfilter/two:2\n", Sorted(await ListAsync("until=0s", "reference=filter/*")));
        Assert.Empty(await ListAsync("until=24h", "reference=filter/*"));
        Assert.Contains("No such image", await RefusedAsync(client, "images", "--filter", "since=filter/nosuch"), StringComparison.Ordinal);
        Assert.Contains("filter/[", await RefusedAsync(client, "images", "--filter", "reference=filter/["), StringComparison.Ordinal);

        await DockerAsync(client, "rmi", "filter/one:1", "filter/two:1", "filter/two:2", dangling);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Prune_TakesWhatItsFiltersSayAndTellsWhatIsFreed(string client)
    {
        await DockerAsync(client, "image", "prune", "-f");
        var dangling = await CommitAsync(client, "busybox", "/p1", null, "LABEL prune=yes");
        var kept = await CommitAsync(client, "busybox", "/p2", null, "LABEL prune=no");
        await CommitAsync(client, "busybox", "/p3", "prune/named:1", "LABEL prune=yes");
        await CommitAsync(client, "busybox", "/p4", "prune/used:1", "LABEL prune=yes");
        await DockerAsync(client, "create", "--name", "user", "prune/used:1", "true");

        Assert.DoesNotContain("sha256:", await DockerAsync(client, "image", "prune", "-f", "--filter", "until=24h"), StringComparison.Ordinal);
        var first = await DockerAsync(client, "image", "prune", "-f", "--filter", "label!=prune=no");
        Assert.Contains($"deleted: {dangling}", first, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Total reclaimed space: 8B", first, StringComparison.Ordinal);
        Assert.DoesNotContain(kept, first, StringComparison.Ordinal);
        var all = await DockerAsync(client, "image", "prune", "-af", "--filter", "label=prune=yes");
        Assert.Contains("untagged: prune/named:1", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("prune/used", all, StringComparison.Ordinal);
        Assert.Contains($"deleted: {kept}", await DockerAsync(client, "image", "prune", "-f"), StringComparison.OrdinalIgnoreCase);

        await DockerAsync(client, "rm", "user");
        await DockerAsync(client, "rmi", "prune/used:1");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task History_NoTrunc_TellsEveryStepInFull(string client)
    {
        await CommitAsync(client, "busybox", "/h", "history/box:1");
        var steps = (await DockerAsync(client, "history", "--no-trunc", "--human=false", "--format", "{{.ID}}|{{.CreatedBy}}|{{.Size}}", "history/box:1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, steps.Length);
        Assert.Equal($"{await IdAsync(client, "history/box:1")}|sh -c echo 1234567 > /h|8", steps[0]);
        Assert.StartsWith(await IdAsync(client, "busybox"), steps[1], StringComparison.Ordinal);
        await DockerAsync(client, "rmi", "history/box:1");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Sizes_SharedAndUnique_AddUp(string client)
    {
        var before = (await Api.GetAsync("/system/df")).GetProperty("LayersSize").GetInt64();
        var below = (await Api.GetAsync("/images/busybox/json")).GetProperty("Size").GetInt64();
        var id = await CommitAsync(client, "busybox", "/s", "shared/box:1");

        JsonElement Row(JsonElement rows) => rows.EnumerateArray().Single(row => row.GetProperty("Id").GetString() == id);
        Assert.Equal(below, Row(await Api.GetAsync("/images/json?shared-size=1")).GetProperty("SharedSize").GetInt64());
        Assert.Equal(-1, Row(await Api.GetAsync("/images/json")).GetProperty("SharedSize").GetInt64());
        var usage = await Api.GetAsync("/system/df");
        Assert.Equal((below, below + 8), (Row(usage.GetProperty("Images")).GetProperty("SharedSize").GetInt64(), Row(usage.GetProperty("Images")).GetProperty("Size").GetInt64()));
        Assert.Equal(before + 8, usage.GetProperty("LayersSize").GetInt64());
        var line = (await DockerAsync(client, "system", "df", "-v")).Split('\n').Single(text => text.StartsWith("shared/box", StringComparison.Ordinal));
        Assert.Contains(" 8B ", line, StringComparison.Ordinal);
        await DockerAsync(client, "rmi", "shared/box:1");
    }

    [Theory]
    [InlineData("""{"dangling":["perhaps"]}""")]
    [InlineData("""{"nosuch":["1"]}""")]
    [InlineData("""{"reference":["a["]}""")]
    [InlineData("""{"reference":["a[b-"]}""")]
    [InlineData("""{"reference":["a\\"]}""")]
    [InlineData("""{"until":["soon"]}""")]
    public async Task List_BadFilter_IsABadRequest(string filters) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.AskAsync(HttpMethod.Get, "/images/json?filters=" + Uri.EscapeDataString(filters))).Status);

    /// <summary>Creates an image with one more file of 8 bytes, and returns its id.</summary>
    private async Task<string> CommitAsync(string client, string from, string path, string? name = null, string? change = null)
    {
        await DockerAsync(client, "run", "--name", "maker", from, "sh", "-c", $"echo 1234567 > {path}");
        string[] changes = change is null ? [] : ["-c", change];
        var id = await DockerAsync(client, ["commit", .. changes, "maker", .. name is null ? Array.Empty<string>() : [name]]);
        await DockerAsync(client, "rm", "maker");
        return id.Trim();
    }

    private async Task<string> IdAsync(string client, string name) => (await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}}", name)).Trim();

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)) + "\n";
}
