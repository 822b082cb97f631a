using System.Net;
using System.Security.Cryptography;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>R6: the panel dies at any moment of a pull. Everything on disk is complete, and the next pull succeeds.</summary>
public sealed class PullCrashTests(ApiPanel shared) : ApiTest(shared)
{
    private const int Seed = 20261128;

    [Fact]
    public async Task Panel_KilledAtRandomPointsOfAPull_LeavesNothingHalfMade()
    {
        var random = new Random(Seed);
        await using var registry = new FakeRegistry();
        List<TestLayer> layers = [TestLayer.OfTar(await File.ReadAllBytesAsync(Panel.BusyboxTar, Cancellation))];
        foreach (var compression in new[] { "gzip", "zstd", "plain", "gzip" })
        {
            var bytes = new byte[1_500_000];
            random.NextBytes(bytes);
            layers.Add(TestLayer.OfFile($"f{layers.Count}", bytes, compression));
        }
        var image = new TestImage(layers);
        var name = registry.Add(image);
        var all = layers.Sum(layer => (long)layer.Blob.Length);
        await using var panel = await PanelProcess.StartAsync(cancellationToken: Cancellation);
        using var api = new ApiClient(panel.Roots.Paths.RunRoot + "/docker.sock");

        var interrupted = 0;
        for (var round = 0; round < Rounds.Of(6, 50); round++)
        {
            // Beyond all bytes it is the work after them that is hit, a little later each time.
            var served = registry.ServedBytes;
            var point = (long)(random.NextDouble() * 1.3 * all);
            registry.Hurdle = point < all ? served + point : null;
            var pull = api.AskAsync(HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(name)}");
            if (point < all) await Poll.UntilAsync(() => Task.FromResult(registry.ServedBytes >= registry.Hurdle || pull.IsCompleted), "the registry has given so much", cancellationToken: Cancellation);
            else await Task.WhenAny(pull, Task.Delay(random.Next(1, 400), Cancellation));
            await panel.KillAsync(Cancellation);
            registry.Hurdle = null;
            await EndedAsync(pull);

            await panel.StartAgainAsync(Cancellation);
            Assert.Empty(ImageFiles.Faults(panel.Roots.Paths));
            Assert.Empty(Directory.EnumerateFileSystemEntries(panel.Roots.Paths.TemporaryRoot));
            var there = (await api.GetAsync("/images/json?all=1")).EnumerateArray().Select(one => one.GetProperty("Id").GetString()).ToList();
            Assert.True(there is [] || there.SequenceEqual([image.Id]), $"round {round}: {string.Join(", ", there)}");
            Assert.All(there, _ => Assert.Single(ImageFiles.Manifests(panel.Roots.Paths)));
            if (there is []) interrupted++;
            else await api.SendAsync(HttpMethod.Delete, $"/images/{name}?force=1");
            Assert.Empty(ImageFiles.Faults(panel.Roots.Paths));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {interrupted} pulls were interrupted before the image was there");
        Assert.NotEqual(0, interrupted);

        await api.SendAsync(HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(name)}");
        var container = JsonElementId(await api.PostAsync("/containers/create", $$"""{"Image":"{{name}}","Cmd":["sh","-c","cat /f1 /f2 /f3 /f4 | sha256sum"]}"""));
        await api.PostAsync($"/containers/{container}/start");
        Assert.Equal(0, await api.WaitAsync(container));
        var files = await api.SendAsync(HttpMethod.Get, $"/containers/{container}/logs?stdout=1");
        Assert.Contains(Sum(), files, StringComparison.Ordinal);

        string Sum()
        {
            var again = new Random(Seed);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var index = 0; index < 4; index++)
            {
                var bytes = new byte[1_500_000];
                again.NextBytes(bytes);
                hash.AppendData(bytes);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    private static string JsonElementId(string answer) => System.Text.Json.JsonElement.Parse(answer).GetProperty("Id").GetString()!;

    // Its answer is cut off, or was there before.
    private static async Task EndedAsync(Task<(HttpStatusCode Status, string Body)> pull)
    {
        try
        {
            await pull;
        }
        catch (HttpRequestException)
        {
            // The panel was killed while it answered.
        }
    }
}
