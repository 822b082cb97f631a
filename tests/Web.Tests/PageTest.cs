using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Components;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Operations;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests;

/// <summary>A browser tab with a fake engine behind it.</summary>
public abstract class PageTest : BunitContext
{
    private readonly BunitAuthorizationContext _authorization;
    private readonly string _folder = Directory.CreateTempSubdirectory("panel-page-").FullName;

    // A wait ends as soon as what it waits for is so; the limit is for a busy machine.
    static PageTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected PageTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddEngineDoor(_ => Engine);
        Services.AddSingleton<IAuditTrail>(Audit);
        Services.AddSingleton<ICurrentActor>(_ => new FakeActor(() => Role));
        // Work beside the pages says for whom it is done; the fake above answers who that is.
        Services.AddScoped(_ => new CurrentActor(new HttpContextAccessor(), null!, null!));
        OwnDatabase.Prepare();
        Services.AddSingleton<IDbContextFactory<PanelDbContext>>(new OwnDatabase(_folder));
        Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        Services.AddSingleton(new PanelOptions { DataRoot = _folder });
        Services.AddSingleton<PanelIdentity>();
        Services.AddSingleton<PanelProblems>();
        Services.AddPanelPages();
        _authorization = AddAuthorization();
        SignIn(PanelRole.Operator);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Directory.Delete(_folder, recursive: true);
    }

    protected FakeEngine Engine { get; } = new();

    protected FakeAudit Audit { get; } = new();

    protected PanelRole Role { get; private set; }

    protected void SignIn(PanelRole role)
    {
        Role = role;
        _authorization.SetAuthorized("somebody");
        _authorization.SetPolicies([.. Enum.GetNames<PanelRole>().Where(name => Enum.Parse<PanelRole>(name) <= role)]);
    }

    /// <summary>Where dialogs and popovers are drawn.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs()
    {
        Render<MudPopoverProvider>();
        return Render<MudDialogProvider>();
    }
}
