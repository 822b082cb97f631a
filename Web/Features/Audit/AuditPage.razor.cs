using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.EntityFrameworkCore;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Audit;

/// <summary>Shows who did what to which object. Reads only the visible rows.</summary>
public sealed partial class AuditPage
{
    private static readonly string[] Areas = ["container", "image", "volume", "registry", "user", "account", "session", "recording", "audit"];
    private Virtualize<AuditEntry>? _table;
    private string? _who;
    private string? _target;
    private string? _operation;
    private string? _result;
    private string? _from;
    private string? _to;
    private string? _error;
    private int? _count;
    private string _exportAddress = "/audit/export.csv";

    [Inject]
    private IDbContextFactory<PanelDbContext> Contexts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ILogger<AuditPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "who")]
    private string? WhoInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "operation")]
    private string? OperationInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "target")]
    private string? TargetInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "result")]
    private string? ResultInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromInAddress { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToInAddress { get; set; }

    private AuditAddress Address => new(_who, _operation, _target, _result, _from, _to);

    private bool Filtered => Address.ToParameters().Values.Any(value => value is not null);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        (_who, _operation, _target, _result, _from, _to) = (WhoInAddress, OperationInAddress, TargetInAddress, ResultInAddress, FromInAddress, ToInAddress);
        _exportAddress = Navigation.GetUriWithQueryParameters("/audit/export.csv", Address.ToParameters());
    }

    private async Task ShowAsync()
    {
        (_error, _count) = (null, null);
        _exportAddress = Navigation.GetUriWithQueryParameters("/audit/export.csv", Address.ToParameters());
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(Address.ToParameters()), replace: true);
        if (_table is not null) await _table.RefreshDataAsync();
    }

    private Task ShowFromAsync(string? day)
    {
        _from = day;
        return ShowAsync();
    }

    private Task ShowToAsync(string? day)
    {
        _to = day;
        return ShowAsync();
    }

    private Task ClearAsync()
    {
        _who = _target = _operation = _result = _from = _to = null;
        return ShowAsync();
    }

    private async ValueTask<ItemsProviderResult<AuditEntry>> ProvideAsync(ItemsProviderRequest request)
    {
        try
        {
            await using var database = await Contexts.CreateDbContextAsync(request.CancellationToken);
            var rows = database.Audit.Matching(Address.ToFilter());
            var count = await rows.CountAsync(request.CancellationToken);
            var page = await rows.Skip(request.StartIndex).Take(request.Count).ToListAsync(request.CancellationToken);
            if (_count != count)
            {
                _count = count;
                StateHasChanged();
            }

            return new ItemsProviderResult<AuditEntry>(page, count);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _error = Problem.Describe(error, Logger);
            StateHasChanged();
            return new ItemsProviderResult<AuditEntry>([], 0);
        }
    }
}
