using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Images.Updates;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images.Updates;

/// <summary>Images that came from registries, which say what a test wants, at a time that it sets.</summary>
public abstract class UpdateTest : PageTest
{
    protected static readonly string First = "sha256:" + new string('1', 64);
    protected static readonly string Second = "sha256:" + new string('2', 64);

    protected UpdateTest()
    {
        Services.AddSingleton<TimeProvider>(Clock);
        SignIn(PanelRole.Operator);
    }

    protected static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(Sample.Now);

    protected ImageUpdates Updates => Services.GetRequiredService<ImageUpdates>();

    protected PanelOptions Options => Services.GetRequiredService<PanelOptions>();

    protected string File => Path.Combine(Options.DataRoot, "image-updates.json");

    /// <summary>Names that the registries were asked for so far.</summary>
    protected IEnumerable<string> Asked => Engine.Registries.Calls.Where(call => call.StartsWith("peek ", StringComparison.Ordinal)).Select(call => call.Split(' ')[1]);

    /// <summary>Puts an image here as if it had been pulled under a name.</summary>
    protected ImageSummary Pulled(string tag, string digest, string? id = null)
    {
        Engine.Images.All.RemoveAll(image => image.RepositoryTags.Contains(tag));
        var image = Sample.Image(id ?? tag + digest, tag) with { RepositoryDigests = [$"{tag[..tag.LastIndexOf(':')]}@{digest}"] };
        Engine.Images.All.Add(image);
        return image;
    }

    protected void Tells(string tag, string digest) => Engine.Registries.Digests[tag] = new RemoteDigest(digest);

    protected ImageUpdate Of(string tag) => Updates.Of(Engine.Images.All.Single(image => image.RepositoryTags.Contains(tag)), tag);
}
