namespace Panel.Web.DockerApi.Hosting;

/// <summary>
/// A link where Docker's own socket would be, so that programs that are told of no <c>DOCKER_HOST</c> find the panel. What somebody else has there stays as it is.
/// </summary>
internal sealed class DockerSocketLink(string place, string socket, ILogger logger)
{
    /// <summary>Makes the link if nothing is in its place.</summary>
    public void Make()
    {
        if (IsOurs()) return;
        try
        {
            // Exists follows links; one that leads nowhere is somebody's, too.
            if (Path.Exists(place) || new FileInfo(place).LinkTarget is not null) DockerApiLog.LinkLeft(logger, place, socket);
            else File.CreateSymbolicLink(place, socket);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The panel serves its own socket all the same.
            DockerApiLog.LinkFailed(logger, place, error);
        }
    }

    /// <summary>Takes it away if it still leads to the panel's socket.</summary>
    public void Remove()
    {
        if (IsOurs()) File.Delete(place);
    }

    private bool IsOurs() => new FileInfo(place).LinkTarget == socket;
}
