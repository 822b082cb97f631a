using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Panel.Web.Auth;
using Panel.Web.Operations;
using Ops = Panel.Web.Operations.Operations;

namespace Panel.Web.Features.Audit;

/// <summary><c>GET /audit/export.csv</c>: the audit history as a file, streamed row by row.</summary>
public static class AuditEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapPanelAudit(this WebApplication app) =>
        app.MapGet("/audit/export.csv", ExportAsync).RequireAuthorization(PanelPolicies.Operator);

    private static async Task<PushStreamHttpResult> ExportAsync([AsParameters] AuditAddress address, OperationGate gate, IDbContextFactory<PanelDbContext> contexts, TimeProvider time, HttpContext context)
    {
        var filter = address.ToFilter();

        // The history records who took a copy; a GET changes nothing else.
        await gate.RunAsync(Ops.AuditExport, "audit", _ => Task.CompletedTask, context.RequestAborted, context.Request.QueryString.Value?.TrimStart('?'));
        return TypedResults.Stream(
            output => WriteAsync(output, filter, contexts, context.RequestAborted),
            "text/csv; charset=utf-8",
            $"panel-audit-{time.GetUtcNow():yyyyMMdd-HHmmss}.csv");
    }

    private static async Task WriteAsync(Stream output, AuditFilter filter, IDbContextFactory<PanelDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(AuditCsv.Header.AsMemory(), cancellationToken);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var entry in database.Audit.Matching(filter).AsAsyncEnumerable().WithCancellation(cancellationToken))
            await writer.WriteLineAsync(AuditCsv.Row(entry).AsMemory(), cancellationToken);
    }
}
