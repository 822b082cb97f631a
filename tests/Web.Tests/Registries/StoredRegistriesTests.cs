using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Registries;
using Panel.Web.Tests.Auth;

namespace Panel.Web.Tests.Registries;

/// <summary>Passwords at rest, in the real panel with its own keys.</summary>
public sealed class StoredRegistriesTests(PanelApp app) : IClassFixture<PanelApp>
{
    private const string Secret = "s3cret token";

    private StoredRegistries Registries => app.Services.GetRequiredService<StoredRegistries>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_Stored_IsEncryptedAndOpensAgain()
    {
        await AddAsync("one.example");

        await using var database = await DatabaseAsync();
        var row = await database.Secrets.AsNoTracking().SingleAsync(secret => secret.Name == "one.example", Cancellation);
        Assert.DoesNotContain(Secret, row.Ciphertext, StringComparison.Ordinal);
        Assert.StartsWith("CfDJ8", row.Ciphertext, StringComparison.Ordinal); // The magic header of Data Protection
        var access = await Registries.AccessAsync("one.example", RegistryAccess.Anonymous, Cancellation);
        Assert.Equal(("ada", Secret), (access.UserName, access.Password));
    }

    [Fact]
    public async Task Password_OfAnotherAddress_IsNotOpened()
    {
        var id = await AddAsync("two.example");
        await using var database = await DatabaseAsync();
        await database.Registries.Where(registry => registry.Id == id).ExecuteUpdateAsync(set => set.SetProperty(registry => registry.Address, "evil.example"), Cancellation);

        var error = await Assert.ThrowsAsync<ConflictException>(() => Registries.AccessAsync("evil.example", RegistryAccess.Anonymous, Cancellation));

        Assert.Contains("enter it again", error.Message, StringComparison.Ordinal);
        var typed = new RegistryAccess { UserName = "bob", Password = "typed" };
        Assert.Equal(typed, await Registries.AccessAsync("evil.example", typed, Cancellation));
    }

    [Fact]
    public async Task Keys_InTheDataRoot_AreForTheirOwnerOnly()
    {
        await AddAsync("three.example");
        var folder = Path.Combine(app.Services.GetRequiredService<PanelOptions>().DataRoot, "keys");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var keys = Directory.GetFiles(folder);
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key)));
    }

    [Fact]
    public async Task Change_WithAnEmptyPassword_KeepsItAndWithoutAnAccountForgetsIt()
    {
        var id = await AddAsync("four.example");
        await Registries.ChangeAsync(id, new RegistryForm { Name = "Four", UserName = "eve" }, Cancellation);
        Assert.Equal("eve:" + Secret, await AccountAsync("four.example"));

        await Registries.ChangeAsync(id, new RegistryForm { Name = "Four" }, Cancellation);

        Assert.Equal(":", await AccountAsync("four.example"));
        Assert.Equal(("Four", false), (await Registries.GetAsync(id, Cancellation)) is var row ? (row.Name, row.HasPassword) : default);
    }

    [Fact]
    public async Task Add_TheSameTwice_IsAConflict()
    {
        await AddAsync("five.example");
        var error = await Assert.ThrowsAsync<ConflictException>(() => AddAsync("five.example"));
        Assert.Contains("five.example is stored already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_GivenToAnother_IsTakenFromTheFirst()
    {
        await Registries.AddAsync("six.example", new RegistryForm { IsDefault = true }, Cancellation);
        await Registries.AddAsync("seven.example", new RegistryForm { IsDefault = true }, Cancellation);
        Assert.Equal("seven.example", Assert.Single(await Registries.ListAsync(Cancellation), row => row.IsDefault).Address);
    }

    [Fact]
    public async Task Registry_OfAnotherPanel_IsNotSeen()
    {
        await using var database = await DatabaseAsync();
        var created = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var theirs = new StoredSecret { Panel = new string('0', 32), Kind = "registry", Name = "eight.example", Ciphertext = "x", ChangedAt = created };
        database.Registries.Add(new StoredRegistry { Panel = theirs.Panel, Address = "eight.example", Name = "theirs", CreatedAt = created, UserName = "them", Password = theirs });
        await database.SaveChangesAsync(Cancellation);
        Assert.DoesNotContain(await Registries.ListAsync(Cancellation), row => row.Address == "eight.example");
        Assert.Equal(":", await AccountAsync("eight.example"));
    }

    [Theory]
    [InlineData("a:b", "x", "", nameof(RegistryForm.UserName))]
    [InlineData("", "x", "", nameof(RegistryForm.UserName))]
    [InlineData("ada", "", "", nameof(RegistryForm.Password))]
    [InlineData("", "", "no certificate", nameof(RegistryForm.CertificateAuthorities))]
    [InlineData("", "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", nameof(RegistryForm.CertificateAuthorities))]
    [InlineData("", "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", nameof(RegistryForm.CertificateAuthorities))]
    public async Task Add_OfWhatIsWrong_IsToldAtItsFieldAndStoresNothing(string user, string password, string authorities, string field)
    {
        var form = new RegistryForm { UserName = user, Password = password, CertificateAuthorities = authorities };
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Registries.AddAsync("nine.example", form, Cancellation));
        Assert.Equal(field, error.Field);
        Assert.DoesNotContain(await Registries.ListAsync(Cancellation), row => row.Address == "nine.example");
    }

    [Fact]
    public async Task Remove_OfARegistry_RemovesItsPassword()
    {
        var id = await AddAsync("ten.example");
        await Registries.RemoveAsync(id, Cancellation);
        await using var database = await DatabaseAsync();
        Assert.False(await database.Secrets.AnyAsync(secret => secret.Name == "ten.example", Cancellation));
        await AddAsync("ten.example");
    }

    [Fact]
    public async Task Password_OfTheTimeBeforeTheStore_OpensWithItsPurpose()
    {
        var id = await AddAsync("eleven.example");
        var before = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Panel.Registries.Password.v1", "eleven.example").Protect("of old");
        await using (var database = await DatabaseAsync())
            await database.Secrets.Where(secret => secret.Name == "eleven.example").ExecuteUpdateAsync(set => set.SetProperty(secret => secret.Ciphertext, before), Cancellation);

        Assert.Equal("ada:of old", await AccountAsync("eleven.example"));
        Assert.True((await Registries.GetAsync(id, Cancellation)).HasPassword);
    }

    private Task<int> AddAsync(string address) => Registries.AddAsync(address, new RegistryForm { UserName = "ada", Password = Secret }, Cancellation);

    private async Task<string> AccountAsync(string address) =>
        await Registries.AccessAsync(address, RegistryAccess.Anonymous, Cancellation) is var access ? $"{access.UserName}:{access.Password}" : "";

    private Task<PanelDbContext> DatabaseAsync() => app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
}
