using Panel.Web.DockerApi.Images;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.DockerApi;

/// <summary>What a prune removes for an image to go.</summary>
public sealed class PruneNamesTests
{
    [Theory]
    [InlineData("", "", "id")]
    [InlineData("a:1", "", "a:1")]
    [InlineData("", "a@sha256:1 b@sha256:1", "a@sha256:1 b@sha256:1")]
    [InlineData("a:1 localhost:5000/a:1", "a@sha256:1 localhost:5000/a@sha256:1", "a:1 localhost:5000/a:1")]
    [InlineData("a:1", "a@sha256:1 b@sha256:1", "a:1 b@sha256:1")]
    public void Names_OfAnImage_LeaveNoneBehind(string tags, string digests, string names)
    {
        var image = Sample.Image("id", "x:1") with { Id = "id", RepositoryTags = Split(tags), RepositoryDigests = Split(digests) };
        Assert.Equal(Split(names), ImageRemoving.Names(image));
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
