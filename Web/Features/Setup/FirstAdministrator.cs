using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.SignIn;
using Panel.Web.Features.Users;
using Panel.Web.Operations;

namespace Panel.Web.Features.Setup;

/// <summary>Creates the first administrator: from the settings, or for whoever has the token from the terminal.</summary>
public sealed class FirstAdministrator(
    UserDirectory directory, SignInThrottle throttle, IAuditTrail audit, IDbContextFactory<PanelDbContext> contexts, PanelOptions options, ILogger<FirstAdministrator> logger)
{
    /// <summary>130 bits; valid until there is a user or the panel stops. It does not expire by time.</summary>
    public string Token { get; } = RandomNumberGenerator.GetString("ABCDEFGHJKMNPQRSTVWXYZ0123456789", 26);

    /// <summary>Whether there is no user.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return !await database.Users.AnyAsync(cancellationToken);
    }

    /// <summary>Creates the administrator in the settings, while there is no user.</summary>
    /// <exception cref="StartUpException">The name or password is not acceptable.</exception>
    public async Task CreateConfiguredAsync(CancellationToken cancellationToken)
    {
        if (options.Admin is not { UserName: { Length: > 0 } name, Password: { Length: > 0 } password } || !await IsNeededAsync(cancellationToken)) return;
        try
        {
            await CreateAsync(Actor.System, name, password, cancellationToken);
            StartUpLog.AdministratorCreated(logger, name);
        }
        catch (ConflictException)
        {
            // Another panel on this database with the same settings was faster.
        }
        catch (InvalidInputException error)
        {
            throw new StartUpException("Panel:Admin is not acceptable: " + error.Message, error);
        }
    }

    /// <summary>Creates an administrator for somebody with the token.</summary>
    /// <exception cref="NotPermittedException">The token is wrong.</exception>
    /// <exception cref="ConflictException">There is a user already.</exception>
    /// <exception cref="InvalidInputException">Name or password is not acceptable.</exception>
    public async Task CreateAsync(string? token, string userName, string password, string? remoteAddress, CancellationToken cancellationToken)
    {
        var actor = Actor.Anonymous(remoteAddress);
        // The audit row does not contain the attempted name: an attacker would choose another one each time.
        if (!throttle.TryBegin(remoteAddress, SessionOperations.Setup, null)) throw new NotPermittedException("Too many wrong tokens came from your address; wait five minutes.");
        if (!IsToken(token))
        {
            await audit.RecordAsync(actor, SessionOperations.Setup, userName, AuditResult.Refused, "The set-up token was wrong.", null, cancellationToken);
            throw new NotPermittedException("This is not the token that the terminal shows.");
        }

        throttle.Succeed(remoteAddress, SessionOperations.Setup);
        await CreateAsync(actor, userName, password, cancellationToken);
    }

    private async Task CreateAsync(Actor actor, string userName, string password, CancellationToken cancellationToken)
    {
        var entry = await audit.BeginAsync(actor, SessionOperations.Setup, userName, null, cancellationToken);
        try
        {
            await directory.CreateAsync(userName, password, PanelRole.Administrator, onlyIfFirst: true, cancellationToken);
        }
        catch (Exception error)
        {
            await audit.CompleteAsync(entry, AuditResult.Failed, RunningOperation.Explain(error));
            throw;
        }

        await audit.CompleteAsync(entry, AuditResult.Succeeded, null);
    }

    private bool IsToken(string? given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given?.Trim().ToUpperInvariant() ?? ""), Encoding.UTF8.GetBytes(Token));
}
