using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Configuration;
using Panel.Web.Secrets;

namespace Panel.Web.Tests.Secrets;

/// <summary>Secrets at rest: what opens them, what does not, and that nothing shows them.</summary>
public sealed class SecretStoreTests : IDisposable
{
    private const string Value = "s3cret token";
    private static readonly SecretKind Git = new("git", "Panel.Secrets.git.v1", "key", "enter it again at the repository");
    private readonly string _root = Directory.CreateTempSubdirectory("panel-secrets-").FullName;

    private string Keys => Path.Combine(_root, "keys");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Secret_AfterARotationOfTheKeys_OpensWithTheOldOne()
    {
        var services = Services();
        var secret = Store(services).Create(Git, "origin", new SecretValue(Value));
        var keys = services.GetRequiredService<IKeyManager>();
        keys.CreateNewKey(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(90));

        Assert.Equal(Value, Store(Services()).Open(secret, Git, "origin").Reveal());
        Assert.Equal(2, Directory.GetFiles(Keys).Length);
    }

    [Fact]
    public void Secret_WhoseKeyIsMissing_SaysSoAndOpensOnceItIsBack()
    {
        var secret = Store(Services()).Create(Git, "origin", new SecretValue(Value));
        var before = secret.Ciphertext;
        Directory.Move(Keys, Keys + ".away");

        var error = Assert.Throws<ConflictException>(() => Store(Services()).Open(secret, Git, "origin"));

        Assert.Equal("The stored key of origin cannot be decrypted with the keys of this data root; restore its folder keys from a backup, or enter it again at the repository.", error.Message);
        Assert.DoesNotContain(Value, error.ToString(), StringComparison.Ordinal);
        Directory.Delete(Keys, recursive: true);
        Directory.Move(Keys + ".away", Keys);
        Assert.Equal((before, Value), (secret.Ciphertext, Store(Services()).Open(secret, Git, "origin").Reveal()));
    }

    [Fact]
    public void Secret_OfAnotherKindOrName_IsNotOpened()
    {
        var store = Store(Services());
        var secret = store.Create(Git, "origin", new SecretValue(Value));

        Assert.Throws<ConflictException>(() => store.Open(secret, Git, "evil"));
        Assert.Throws<ConflictException>(() => store.Open(secret, SecretKind.Registry, "origin"));
        secret.Ciphertext = secret.Ciphertext[..^4] + "AAAA";
        Assert.Throws<ConflictException>(() => store.Open(secret, Git, "origin"));
    }

    [Fact]
    public void Value_WrittenAnywhere_IsAPlaceholder()
    {
        var value = new SecretValue(Value);
        Assert.Equal("(secret) {}", $"{value} {JsonSerializer.Serialize(value)}");
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(SecretStore.MostCharacters + 1, "is longer than")]
    public void Value_EmptyOrTooLong_IsRefusedWithoutBeingShown(int length, string reason)
    {
        var error = Assert.Throws<InvalidInputException>(() => Store(Services()).Create(Git, "origin", new SecretValue(new string('x', length))));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", error.Message, StringComparison.Ordinal);
    }

    // As the panel sets them up: each call is another start of it on the same data root.
    private ServiceProvider Services()
    {
        var options = new PanelOptions { DataRoot = _root };
        var ring = new KeyRing(options, new PanelProblems(), NullLogger<KeyRing>.Instance);
        ring.Prepare();
        var services = new ServiceCollection();
        services.AddSingleton(options);
        services.AddDataProtection();
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = ring.Repository);
        services.Configure<DataProtectionOptions>(protection => protection.ApplicationDiscriminator = options.InstanceName());
        return services.BuildServiceProvider();
    }

    private static SecretStore Store(ServiceProvider services) =>
        new(services.GetRequiredService<IDataProtectionProvider>(), new PanelIdentity(services.GetRequiredService<PanelOptions>()), TimeProvider.System);
}
