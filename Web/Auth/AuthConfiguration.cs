using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Panel.Web.Configuration;
using Panel.Web.Features.Setup;
using Panel.Web.Features.SignIn;
using Panel.Web.Features.Users;

namespace Panel.Web.Auth;

/// <summary>Configures who may sign in, and for how long.</summary>
public static class AuthConfiguration
{
    /// <summary>OWASP's minimum for PBKDF2 with SHA-512.</summary>
    public const int PasswordIterations = 210_000;

    /// <summary>Adds Identity, the cookie, policies, antiforgery and the watch over sessions.</summary>
    public static void AddPanelAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<KeyRing>();
        services.AddDataProtection();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((keys, ring) => keys.XmlRepository = ring.Repository);
        services.AddOptions<DataProtectionOptions>().Configure<PanelOptions>((protection, panel) => protection.ApplicationDiscriminator = panel.InstanceName());

        AddIdentity(services);
        services.AddPanelCookie();
        services.AddAuthorizationBuilder().AddPanelPolicies();
        services.AddCascadingAuthenticationState();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<PanelOptions>((antiforgery, panel) =>
        {
            antiforgery.Cookie.Name = panel.InstanceName() + "-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));

        services.AddSingleton<UserSessions>();
        services.AddSingleton<SessionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<UserDirectory>();
        services.AddScoped<UserOperations>();
        services.AddScoped<AccountSessions>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<HashGate>();
        services.AddScoped<SignInService>();
    }

    /// <summary>Adds the middleware in order: security headers on every answer, then the origin check before a circuit exists.</summary>
    public static void UsePanelAuth(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.UseMiddleware<OriginCheck>();
        app.UseAuthentication();
        app.UseMiddleware<SessionMiddleware>();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<PanelUser>(identity =>
            {
                // Length makes a password strong; required character classes only make it hard to remember.
                identity.Password.RequiredLength = 12;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 4;
                identity.User.RequireUniqueEmail = false;
            })
            .AddSignInManager<PanelSignInManager>()
            .AddClaimsPrincipalFactory<PanelClaims>()
            .AddEntityFrameworkStores<PanelDbContext>()
            .AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordIterations);
    }
}
