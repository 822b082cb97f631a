using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Features.Setup;
using Panel.Web.Features.SignIn;
using Panel.Web.Features.Users;
using Panel.Web.Operations;

namespace Panel.Web.Tests.Auth;

/// <summary>Who can sign in, and what is recorded (ISOLATION.md, P9, P10 and P12).</summary>
public sealed partial class SignInTests(PanelApp app) : IClassFixture<PanelApp>
{
    [Fact]
    public async Task SignIn_FiveWrongPasswords_LockTheAddressOutForThatNameWhetherItExistsOrNot()
    {
        await app.AddUserAsync("locked", PanelRole.Viewer);
        using var session = app.Open();
        List<string> answers = [];
        foreach (var name in (string[])["locked", "nobody-at-all"])
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                using var wrong = await session.SubmitSignInAsync(name, "wrong");
                Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
            }

            using var right = await session.SubmitSignInAsync(name, PanelApp.Password);
            Assert.Equal((HttpStatusCode.TooManyRequests, SignInThrottle.LockTime), (right.StatusCode, right.Headers.RetryAfter?.Delta));
            answers.Add(Error().Match(await right.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Value);
        }

        Assert.Contains("Too many wrong passwords came from your address", answers[0], StringComparison.Ordinal);
        Assert.Equal(answers[0], answers[1]);
        await using var database = await DatabaseAsync();
        Assert.Equal(6, await database.Audit.CountAsync(
            entry => entry.Operation == SessionOperations.SignIn && entry.Target == "locked" && entry.Result == AuditResult.Refused, TestContext.Current.CancellationToken));
        // Another name from the same address can sign in, and the machine's own command unlocks the locked one.
        using (await app.SignInAsync("ada"))
        {
            await app.UnlockAsync("locked");
            using var unlocked = await app.SignInAsync("locked");
        }
    }

    [Fact]
    public async Task SignIn_UnknownNameAndWrongPassword_GetTheSameAnswer()
    {
        await app.AddUserAsync("known", PanelRole.Viewer);
        using var session = app.Open();
        foreach (var name in (string[])["known", "unknown", "' or 1=1 --", "<script>"])
        {
            using var answer = await session.SubmitSignInAsync(name, "wrong");
            Assert.Contains("User name or password is wrong.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    /// <summary>The time of an answer is that of its hash; so that it tells no name, each way computes as many.</summary>
    [Fact]
    public async Task SignIn_OfAnyName_ComputesOneHashAndOfALockedOneNone()
    {
        await app.AddUserAsync("counted", PanelRole.Viewer);
        await app.AddUserAsync("counted-off", PanelRole.Viewer);
        await using (var database = await DatabaseAsync())
            await database.Users.Where(user => user.UserName == "counted-off").ExecuteUpdateAsync(set => set.SetProperty(user => user.Disabled, true), TestContext.Current.CancellationToken);
        foreach (var name in (string[])["counted", "counted-nobody", "counted-off"])
        {
            for (var attempt = 1; attempt <= SignInThrottle.PerName + 1; attempt++)
                Assert.Equal((name, attempt, attempt <= SignInThrottle.PerName ? 1 : 0), (name, attempt, await HashesOfAsync(name)));
        }
    }

    [Fact]
    public async Task HashOfNothing_HasTheFormOfAPasswords()
    {
        await using var database = await DatabaseAsync();
        var real = Convert.FromBase64String((await database.Users.SingleAsync(user => user.UserName == "ada", TestContext.Current.CancellationToken)).PasswordHash!);
        var nothing = Convert.FromBase64String(SignInService.HashOfNothing(AuthConfiguration.PasswordIterations));
        Assert.Equal((real.Length, Convert.ToHexString(real, 0, 13)), (nothing.Length, Convert.ToHexString(nothing, 0, 13)));
    }

    /// <summary>Waiting sign-ins hold up neither signed-in people nor clients of the Docker API.</summary>
    [Fact]
    public async Task SignIn_WhileTheQueueIsFull_IsRefusedWith503AndSessionsAreServed()
    {
        using var session = await app.SignInAsync("ada");
        using var stranger = app.Open();
        var gate = app.Services.GetRequiredService<HashGate>();
        var free = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, HashGate.PerAddress).Select(_ => gate.RunAsync("127.0.0.1", () => free.Task, TestContext.Current.CancellationToken)).ToList();
        try
        {
            using var refused = await stranger.SubmitSignInAsync("grace", "wrong");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
            Assert.Contains("Too many people are signing in right now", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using var page = await session.GetAsync("/account");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            using var api = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
            Assert.Equal("OK", await api.GetStringAsync(new Uri("http://docker/_ping"), TestContext.Current.CancellationToken));
        }
        finally
        {
            free.SetResult(true);
            await Task.WhenAll(waiting);
        }

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(app.Services.GetRequiredService<DockerApiHost>().SocketPath!), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    [Fact]
    public async Task Setup_AfterFiveWrongTokens_LocksTheAddressOutAlsoWithTheRightOne()
    {
        var first = app.Services.GetRequiredService<FirstAdministrator>();
        for (var attempt = 0; attempt < SignInThrottle.PerName; attempt++)
            Assert.Contains("not the token", await RefusalAsync("guess" + attempt, "192.0.2.1"), StringComparison.Ordinal);
        Assert.Contains("Too many wrong tokens", await RefusalAsync(first.Token, "192.0.2.1"), StringComparison.Ordinal);
        // From elsewhere the token still is looked at: it passes, and there is an administrator already.
        await Assert.ThrowsAsync<ConflictException>(() => first.CreateAsync(first.Token, "late", PanelApp.Password, "192.0.2.2", TestContext.Current.CancellationToken));

        async Task<string> RefusalAsync(string token, string address) => (await Assert.ThrowsAsync<NotPermittedException>(
            () => first.CreateAsync(token, "name" + token, PanelApp.Password, address, TestContext.Current.CancellationToken))).Message;
    }

    [Fact]
    public async Task Password_WithFiveWrongCurrentOnes_CannotBeChangedByWhoeverSitsAtTheSession()
    {
        await app.AddUserAsync("careless", PanelRole.Viewer);
        using var session = await app.SignInAsync("careless");
        for (var attempt = 0; attempt < SignInThrottle.PerName; attempt++) Assert.DoesNotContain("Too many wrong passwords", await ChangeAsync("wrong"), StringComparison.Ordinal);
        Assert.Contains("Too many wrong passwords came from your address", await ChangeAsync(PanelApp.Password), StringComparison.Ordinal);
        // The owner's word by the machine's command does not hang on it.
        await app.UnlockAsync("careless");
        using var again = await app.SignInAsync("careless");

        async Task<string> ChangeAsync(string current)
        {
            using var answer = await session.SubmitAsync("/account", "account", ("Form.CurrentPassword", current), ("Form.Password", "another horse battery"), ("Form.Repeated", "another horse battery"));
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        using var session = app.Open();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "signin", ["Form.UserName"] = "ada", ["Form.Password"] = PanelApp.Password });
        using var answer = await session.Client.PostAsync(new Uri("/signin", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(session.Cookies.GetAllCookies(), cookie => cookie.Name.EndsWith("-session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Setup_TenAtOnceWithTheToken_MakeNoSecondAdministrator()
    {
        var first = app.Services.GetRequiredService<FirstAdministrator>();
        var tries = Enumerable.Range(0, 10).Select(i => first.CreateAsync(first.Token, "intruder" + i, PanelApp.Password, null, TestContext.Current.CancellationToken));
        foreach (var attempt in tries.ToList()) await Assert.ThrowsAsync<ConflictException>(() => attempt);
        await Assert.ThrowsAsync<NotPermittedException>(() => first.CreateAsync("wrong", "intruder", PanelApp.Password, null, TestContext.Current.CancellationToken));
        await using var database = await DatabaseAsync();
        Assert.False(await database.Users.AnyAsync(user => user.UserName!.StartsWith("intruder"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LastAdministrator_CannotBeDisabledDemotedOrDeleted()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var ada = await UseAsync(scope.ServiceProvider, "ada");
        var users = scope.ServiceProvider.GetRequiredService<UserOperations>();
        var row = (await users.ListAsync(TestContext.Current.CancellationToken)).Single(user => user.Id == ada.Id);
        await Assert.ThrowsAsync<ConflictException>(() => users.SetDisabledAsync(row, disabled: true, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ConflictException>(() => users.ChangeRoleAsync(row, PanelRole.Viewer, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ConflictException>(() => users.DeleteAsync(row, TestContext.Current.CancellationToken));
        using var session = await app.SignInAsync("ada");
    }

    [Fact]
    public async Task Gate_OfAViewer_RefusesAndWritesItDown()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await UseAsync(scope.ServiceProvider, "Viewer");
        var ran = false;
        await Assert.ThrowsAsync<NotPermittedException>(() => scope.ServiceProvider.GetRequiredService<OperationGate>().RunAsync(
            new Operation("container.start", PanelRole.Operator), "refused-target", _ =>
            {
                ran = true;
                return Task.CompletedTask;
            }, TestContext.Current.CancellationToken));
        Assert.False(ran);
        await using var database = await DatabaseAsync();
        var entry = await database.Audit.SingleAsync(entry => entry.Target == "refused-target", TestContext.Current.CancellationToken);
        Assert.Equal((AuditResult.Refused, "Viewer"), (entry.Result, entry.ActorName));
    }

    [Fact]
    public async Task Circuit_StateProvider_IsTheOneThatEndsSessions()
    {
        await using var scope = app.Services.CreateAsyncScope();
        Assert.Equal("SessionStateProvider", scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>().GetType().Name);
    }

    [Fact]
    public async Task Password_Hash_IsPbkdf2Sha512With210000Rounds()
    {
        await using var database = await DatabaseAsync();
        var hash = Convert.FromBase64String((await database.Users.SingleAsync(user => user.UserName == "ada", TestContext.Current.CancellationToken)).PasswordHash!);
        // Identity's format 1: marker, then algorithm and rounds as big-endian words (Microsoft.AspNetCore.Identity, PasswordHasher).
        Assert.Equal((1, 2u, 210_000u), (hash[0], System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))));
        Assert.IsType<PasswordHasher<PanelUser>>(app.Services.CreateScope().ServiceProvider.GetRequiredService<IPasswordHasher<PanelUser>>());
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/healthz")]
    [InlineData("/nowhere")]
    [InlineData("/css/app.css")]
    public async Task Answer_Any_CarriesTheSecurityHeaders(string path)
    {
        using var session = app.Open();
        using var answer = await session.GetAsync(path);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task SessionCookie_IsHttpOnlyAndSameSite()
    {
        using var session = app.Open();
        using var answer = await session.SubmitSignInAsync("ada", PanelApp.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.Contains("-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Request_WithAForgedHost_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Host = "evil.example";
        using var session = app.Open();
        using var answer = await session.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [GeneratedRegex("""class="auth-error"[^<]*""")]
    private static partial Regex Error();

    private async Task<int> HashesOfAsync(string name)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var counting = new CountingHasher(scope.ServiceProvider.GetRequiredService<IPasswordHasher<PanelUser>>());
        scope.ServiceProvider.GetRequiredService<UserManager<PanelUser>>().PasswordHasher = counting;
        var service = ActivatorUtilities.CreateInstance<SignInService>(scope.ServiceProvider, (IPasswordHasher<PanelUser>)counting);
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.99");
        Assert.NotNull(await service.SignInAsync(name, "wrong", context));
        return counting.Count;
    }

    private sealed class CountingHasher(IPasswordHasher<PanelUser> inner) : IPasswordHasher<PanelUser>
    {
        public int Count { get; private set; }

        public string HashPassword(PanelUser user, string password)
        {
            Count++;
            return inner.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(PanelUser user, string hashedPassword, string providedPassword)
        {
            Count++;
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    private Task<PanelDbContext> DatabaseAsync() =>
        app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);

    private async Task<PanelUser> UseAsync(IServiceProvider scope, string name)
    {
        await using var database = await DatabaseAsync();
        var user = await database.Users.SingleAsync(user => user.UserName == name, TestContext.Current.CancellationToken);
        scope.GetRequiredService<CurrentActor>().Use(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim(ClaimTypes.Name, name)], "test")));
        return user;
    }
}
