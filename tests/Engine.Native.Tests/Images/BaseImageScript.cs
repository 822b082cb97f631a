namespace Panel.Engine.Native.Tests.Images;

/// <summary>The script that makes base images.</summary>
internal static class BaseImageScript
{
    /// <summary>Where it lies in the clone that the tests were built in.</summary>
    public static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var script = directory.FullName + "/docker-bootstrap/images/build.sh";
            if (File.Exists(script)) return script;
        }
        throw new FileNotFoundException("docker-bootstrap/images/build.sh is not above the tests.");
    }
}
