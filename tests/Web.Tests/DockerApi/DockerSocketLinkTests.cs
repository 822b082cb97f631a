using Microsoft.Extensions.Logging.Abstractions;
using Panel.Web.DockerApi.Hosting;

namespace Panel.Web.Tests.DockerApi;

/// <summary>The link where Docker's socket would be.</summary>
public sealed class DockerSocketLinkTests : IDisposable
{
    private const string Socket = "/run/panel/docker.sock";
    private readonly string _root = Directory.CreateTempSubdirectory("pnll").FullName;

    private string Place => _root + "/docker.sock";

    [Fact]
    public void Make_WhereNothingIs_LeadsToTheSocketUntilRemoved()
    {
        var link = new DockerSocketLink(Place, Socket, NullLogger.Instance);
        link.Make();
        Assert.Equal(Socket, new FileInfo(Place).LinkTarget);
        // A panel that was killed left it.
        link.Make();
        link.Remove();
        Assert.Null(new FileInfo(Place).LinkTarget);
    }

    [Theory]
    [InlineData("/nowhere/docker.sock")]
    [InlineData("/etc/hostname")]
    public void Make_WhereAnotherLinkIs_LeavesIt(string target)
    {
        File.CreateSymbolicLink(Place, target);
        MakeAndRemove(Place);
        Assert.Equal(target, new FileInfo(Place).LinkTarget);
    }

    [Fact]
    public void Make_WhereAFileIs_LeavesIt()
    {
        File.WriteAllText(Place, "theirs");
        MakeAndRemove(Place);
        Assert.Equal("theirs", File.ReadAllText(Place));
    }

    [Fact]
    public void Make_InAFolderThatIsNotThere_MakesNothing() => MakeAndRemove(_root + "/none/docker.sock");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void MakeAndRemove(string place)
    {
        var link = new DockerSocketLink(place, Socket, NullLogger.Instance);
        link.Make();
        link.Remove();
    }
}
