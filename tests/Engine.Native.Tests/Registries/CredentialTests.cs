using System.Text;
using Panel.Engine.Contract;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>Who gets the account, and that nobody else does.</summary>
public sealed class CredentialTests : RegistryTest
{
    private static readonly RegistryAccess Account = new() { UserName = "ada", Password = Password };
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}"));
    private static readonly TestImage Image = new([TestLayer.OfFile("f", "x")]);

    [Fact]
    public async Task Pull_WithATokenOfTheRegistryItself_AsksForItOnceAndSendsIt()
    {
        Guard(Registry, $"http://{Registry.Address}/token?foo=bar");
        await PullAsync(Registry.Add(Image), access: Account);
        var asked = Assert.Single(Registry.Requests, request => request.Path == "/token");
        Assert.Equal((Basic, "bar", "the service", "repository:app:pull", "ada"), (asked["Authorization"], asked.Value("foo"), asked.Value("service"), asked.Value("scope"), asked.Value("account")));
    }

    [Fact]
    public async Task Pull_WithARefreshToken_PostsIt()
    {
        Guard(Registry, $"http://{Registry.Address}/token");
        await PullAsync(Registry.Add(Image), access: new() { IdentityToken = "refresh-me" });
        var asked = Assert.Single(Registry.Requests, request => request.Path == "/token");
        Assert.Contains("refresh_token=refresh-me", Encoding.UTF8.GetString(asked.Body), StringComparison.Ordinal);
        Assert.Equal("", asked["Authorization"]);
    }

    [Theory]
    [InlineData("http://192.0.2.7/token", "which is another domain; if that is right, add it to Panel:Registries:TrustedRealms")]
    [InlineData("https://auth.example/token", "wants the password sent to auth.example")]
    [InlineData("https://ada:x@auth.example/token", "no usable address for tokens")]
    [InlineData("file:///etc/passwd", "no usable address for tokens")]
    [InlineData("", "no usable address for tokens")]
    public async Task Pull_WithAForeignRealm_TellsItNothing(string realm, string sentence)
    {
        Guard(Registry, realm);
        await RefusedAsync(Registry.Add(Image), sentence, access: Account);
        await RefusedAsync(Registry.Add(Image), sentence, access: new() { IdentityToken = Password });
    }

    [Fact]
    public async Task Pull_WithARealmThatIsTrusted_TellsIt()
    {
        await using var other = new FakeRegistry();
        Options.TrustedRealms = [other.Address];
        other.Lie = _ => RegistryReply.Json(new { access_token = "open" });
        Guard(Registry, $"http://{other.Address}/token");
        await PullAsync(Registry.Add(Image), access: Account);
        Assert.Equal(Basic, Assert.Single(other.Requests)["Authorization"]);
    }

    /// <summary>Blobs are often elsewhere; the other host gets neither the token nor the account.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_RedirectedToAnotherHost_TakesNoCredentialsAlong(bool token)
    {
        await using var other = new FakeRegistry();
        other.Add(Image);
        Guard(Registry, token ? $"http://{Registry.Address}/token" : null);
        var guard = Registry.Lie;
        Registry.Lie = request => guard(request) ?? (request.Path.Contains("/blobs/", StringComparison.Ordinal) ? RegistryReply.Empty(307, ("Location", $"http://{other.Address}{request.Path}")) : null);
        await PullAsync(Registry.Add(Image), access: Account);
        Assert.Equal(2, other.Requests.Count);
        Assert.All(other.Requests, request => Assert.Empty(request["Authorization"]));
        // Nor when it asks for them.
        await Store.RemoveAsync(Image.Id, force: true, cancellationToken: Token);
        other.Lie = _ => RegistryReply.Empty(401, ("WWW-Authenticate", "Basic realm=\"x\""));
        await RefusedAsync(Registry.Add(Image), "unauthorized", access: Account);
        Assert.All(other.Requests, request => Assert.Empty(request["Authorization"]));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("header")]
    [InlineData("token")]
    public async Task Pull_OfARegistryThatRepeatsTheSecret_ShowsNone(string secret)
    {
        Guard(Registry, secret == "token" ? $"http://{Registry.Address}/token" : null);
        var guard = Registry.Lie;
        string[] secrets = [Password, Basic[6..], "open"];
        Registry.Lie = request => guard(request) ?? RegistryReply.Json(new
        {
            errors = new[] { new { code = "DENIED", message = "you said " + secret switch { "password" => Password, "header" => Basic[6..], _ => "open" } } },
        }, 403);
        var error = await RefusedAsync(Registry.Add(Image), "does not give this account", access: Account);
        Assert.DoesNotContain(secrets, one => error.Message.Contains(one, StringComparison.Ordinal));
        var login = await Assert.ThrowsAsync<NotPermittedException>(() => Registries.LoginAsync(Registry.Address, Account, Token));
        Assert.DoesNotContain(secrets, one => login.ToString().Contains(one, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("refuses", "does not give this account")]
    [InlineData("gives none", "gave none")]
    [InlineData("gives a line break", "gave none")]
    [InlineData("gives a page", "gave none")]
    [InlineData("without end", "is larger than 1048576 bytes")]
    [InlineData("redirects", "with status 302")]
    [InlineData("fails", "5 attempts were made")]
    [InlineData("silent", "5 attempts were made")]
    [InlineData("never content", "does not give this account")]
    public async Task Pull_OfATokenServerThatIsOdd_SaysSo(string odd, string sentence)
    {
        Guard(Registry, $"http://{Registry.Address}/token");
        var guard = Registry.Lie;
        if (odd == "silent") Options.Patience = TimeSpan.FromMilliseconds(300);
        Registry.Lie = request => odd == "never content" && request.Path != "/token" && request.Path != "/v2/" ? RegistryReply.Empty(401, ("WWW-Authenticate", $"Bearer realm=\"http://{Registry.Address}/token\""))
            : request.Path != "/token" ? guard(request) : odd switch
            {
                "refuses" => RegistryReply.Empty(401),
                "gives none" => RegistryReply.Json(new { }),
                "gives a line break" => RegistryReply.Json(new { token = "a\r\nX-Evil: 1" }),
                "gives a page" => RegistryReply.Text("<html>"),
                "without end" => new(200, new byte[65536]) { Endless = true },
                "redirects" => RegistryReply.Empty(302, ("Location", "http://192.0.2.7/")),
                "fails" => RegistryReply.Empty(500),
                "silent" => new(200, "{"u8.ToArray()) { Length = 10, Hangs = true },
                _ => RegistryReply.Json(new { token = "open" }),
            };
        await RefusedAsync(Registry.Add(Image), sentence, access: Account);
    }

    [Fact]
    public async Task Pull_WithATokenThatIsNone_IsRefusedBeforeItIsSent()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => PullAsync(Registry.Add(Image), access: new() { RegistryToken = "a\r\nX-Evil: 1" }));
        Assert.DoesNotContain(Registry.Requests, request => request.Path != "/v2/");
    }

    /// <summary>Makes the registry ask for a token of a realm, or for the password where there is none.</summary>
    private static void Guard(FakeRegistry registry, string? realm) => registry.Lie = request =>
        request.Path == "/token" ? RegistryReply.Json(new { token = "open" })
        : request["Authorization"] == (realm is null ? Basic : "Bearer open") ? null
        : RegistryReply.Empty(401, ("WWW-Authenticate", realm is null ? "Basic realm=\"x\"" : $"Bearer realm=\"{realm}\",service=\"the service\",scope=\"repository:app:pull\""));
}
