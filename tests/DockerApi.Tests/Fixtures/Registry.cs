using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>Debian's docker-registry for a test, which is skipped where there is none.</summary>
public static class Registry
{
    public const string UserName = RegistryProcess.UserName;
    public const string Password = RegistryProcess.Password;

    public static Task<RegistryProcess> StartAsync(bool withPassword = false, TestCertificate? certificate = null)
    {
        Assert.SkipWhen(RegistryProcess.Program is null, "./test.sh fetches Debian's docker-registry.");
        return RegistryProcess.StartAsync(withPassword, certificate, TestContext.Current.CancellationToken);
    }
}
